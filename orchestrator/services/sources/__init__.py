"""Calendars elsewhere: what they say, how fresh that is, and our entries in them."""
