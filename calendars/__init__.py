"""Time: civil arithmetic, feeds and other people's calendars; no Django, no workshops."""
