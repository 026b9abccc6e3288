"""Pure Python: declarations, parsing, money and time, without Qt or a database."""
