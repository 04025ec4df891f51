"""What templates may call: money as people write it."""
