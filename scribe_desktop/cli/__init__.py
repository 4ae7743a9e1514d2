"""The command line, one of the front doors."""
