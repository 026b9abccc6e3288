"""What people are told before they report the same thing again."""
