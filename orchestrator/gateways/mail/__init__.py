"""E-mail leaving the house: through an SMTP server, or into files where there is none."""
