"""Companies that sell to us and help us."""
