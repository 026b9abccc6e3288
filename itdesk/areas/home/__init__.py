"""Home: what needs somebody today, read from every area."""
