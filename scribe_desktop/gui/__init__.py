"""The window, one of the front doors."""
