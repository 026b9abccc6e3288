"""The Qt kit: window, lists, forms and theme; it names no feature."""
