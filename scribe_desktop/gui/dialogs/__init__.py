"""Dialogs: import, template, settings."""
