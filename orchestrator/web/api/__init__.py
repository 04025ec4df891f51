"""The JSON API, `/api/v1/`: one file per subject, put together in `door.py`."""
