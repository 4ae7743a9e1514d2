"""Saved search answers, pages and papers replayed for the demo."""
