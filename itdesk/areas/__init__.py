"""What exists, one line per record type and per page."""
