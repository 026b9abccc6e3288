"""Backups that were checked before they count: made, listed, thinned, tried out, compared and restored."""
