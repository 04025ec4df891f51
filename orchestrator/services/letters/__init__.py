"""What our e-mails say: one file for each kind of letter, written at the moment of sending."""
