"""Requests and faults from first word to closed, and the shared screen where people report them."""
