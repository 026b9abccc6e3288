"""Setting up from a clone: standard library only, since it runs before anything is installed."""
