"""What the front doors ask for: queueing, working, importing, reviewing, exporting."""
