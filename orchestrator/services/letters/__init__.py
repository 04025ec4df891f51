"""What our e-mails say, one file for each kind of letter, and how they are posted."""
