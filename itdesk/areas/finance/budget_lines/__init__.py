"""Lines of a budget with their months."""
