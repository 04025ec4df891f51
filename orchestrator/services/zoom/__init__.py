"""The Zoom meetings of our workshops, kept as wanted, and the links that lead into them."""
