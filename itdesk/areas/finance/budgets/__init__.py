"""Budgets of twelve months: planned, spent, expected."""
