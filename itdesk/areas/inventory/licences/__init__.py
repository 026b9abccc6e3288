"""Licences: what the firm may use, how many seats it bought, who has one and who uses it."""
