"""What tickets are about, and the pictures of the shared screen."""
