"""Scribe Desktop: true, reviewed outreach drafts from a list of people and a template."""

__version__ = "0.1.0"
