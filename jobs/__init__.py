"""What runs by the clock, one file per job."""
