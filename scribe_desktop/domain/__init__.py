"""What the product is about, without any I/O: plain frozen data and rules."""
