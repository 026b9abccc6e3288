"""Recovery plans: sections, steps, call tree, live values."""
