"""Taking a workspace along: a copy to work in elsewhere, and what was done there back into where it came from."""
