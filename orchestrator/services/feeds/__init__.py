"""Calendar feeds: what an entry says, its stamps, and the bytes that are published."""
