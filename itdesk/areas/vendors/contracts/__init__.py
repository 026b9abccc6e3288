"""Contracts: what they cost, when they renew and until when they can be left."""
