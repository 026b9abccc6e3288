"""Hardware: every device that the firm owns, leases or looks after, through its whole life."""
