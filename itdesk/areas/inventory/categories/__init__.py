"""Categories that hardware, models and licences are sorted by."""
