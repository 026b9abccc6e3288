"""Sites: the buildings that the firm works in, with their zone and working calendar."""
