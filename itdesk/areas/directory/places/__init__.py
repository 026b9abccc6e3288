"""Places: rooms, cupboards and desks inside a site."""
