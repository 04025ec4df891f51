"""Numbers in Spanish as the United States write them: `1,250.50`, the same as the money."""

DECIMAL_SEPARATOR = "."
THOUSAND_SEPARATOR = ","
