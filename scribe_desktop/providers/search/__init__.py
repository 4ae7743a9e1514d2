"""Web search behind the SearchProvider port."""
