"""What a PostgreSQL server enforces by itself: roles, policies, triggers and functions, made from the declared rights."""
