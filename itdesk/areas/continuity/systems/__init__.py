"""What must come back, in which order and how fast."""
