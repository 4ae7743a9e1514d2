"""The SQLite queue and everything else that is kept, behind the ports."""
