"""Search over everything: results by kind with the hit in its text, narrowed by chips."""
