"""Workshops on request: checking, keeping, quoting, accepting, and what everybody is told."""
