"""What the firm owns and may use: hardware, licences, and the models, makers and categories they are sorted by."""
