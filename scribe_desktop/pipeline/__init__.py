"""The four steps that turn one recipient into one checked draft."""
