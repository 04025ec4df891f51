"""The web door: pages, feeds and health, one file per door."""
