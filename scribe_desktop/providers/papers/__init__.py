"""Paper sources behind the PaperSource port."""
