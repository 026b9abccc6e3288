"""Makers of hardware and publishers of software."""
