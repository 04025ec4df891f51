"""The office's lists: what there is of each kind, searched, paged, and as a file."""
