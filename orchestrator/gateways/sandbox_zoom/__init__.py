"""A Zoom that runs here: real HTTP on loopback, so that demo and tests use the real gateway."""
