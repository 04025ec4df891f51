"""People beyond one seat: subscribers to the list of new dates."""
