"""Who may do what, and what was done: tokens, keys, signatures, the audit trail."""
