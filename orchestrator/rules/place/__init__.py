"""Where a workshop takes place: read from a ZIP or a city, without any network."""
