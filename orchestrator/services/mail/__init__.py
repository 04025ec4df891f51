"""What e-mails are owed: one row per recipient, written with its cause."""
