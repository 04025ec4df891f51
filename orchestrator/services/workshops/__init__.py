"""Which workshops there are: planned, published, moved, called off, told."""
