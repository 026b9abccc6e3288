"""Models: what several pieces of hardware have in common."""
