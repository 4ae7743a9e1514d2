"""Pages from the public web: guarded fetching and text extraction."""
