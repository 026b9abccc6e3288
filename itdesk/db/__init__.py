"""The store: engines, sessions, history, search and migrations, without Qt."""
