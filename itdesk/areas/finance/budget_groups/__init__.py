"""The headings under which budget lines stand."""
