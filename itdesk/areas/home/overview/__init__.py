"""The overview that the app opens with."""
