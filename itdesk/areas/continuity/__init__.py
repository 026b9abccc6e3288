"""What to do when systems, the internet or the office are not there."""
