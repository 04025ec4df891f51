"""Zoom over its REST interface: transport, errors, and the few calls this house makes."""
