"""itdesk, the IT department of a small firm in one desktop app."""

__version__ = "0.2.0"
