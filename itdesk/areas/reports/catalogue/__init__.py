"""The reports that there are."""
