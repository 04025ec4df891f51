"""The way to other programs: one signed POST to an address of theirs."""
