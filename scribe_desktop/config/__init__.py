"""Where things are and how the program is set up."""
