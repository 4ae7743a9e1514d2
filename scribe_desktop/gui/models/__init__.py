"""Table models: they hold rows and never query."""
