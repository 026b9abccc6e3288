"""Building blocks of the PDF reports."""
