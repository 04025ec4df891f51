"""The outside world as this house sees it, one room per outside thing."""
