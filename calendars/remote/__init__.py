"""Somebody's calendar elsewhere, read and written: Google, CalDAV, an address, a file, or none."""
