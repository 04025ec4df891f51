"""What the company has decided, as pure values and functions: no Django, no I/O."""
