"""Tickets: conversation, deadlines in working time, time spent."""
