"""Who is paid for what, and until when."""
