"""People beyond one seat: subscribers to lists, and how everybody is forgotten."""
