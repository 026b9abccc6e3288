"""Domains and TLS certificates with the day on which they end."""
