"""What is in order, what is not, and what to do."""
