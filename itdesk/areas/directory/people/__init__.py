"""People: staff, and everyone else who has equipment, asks for help or signs for something."""
