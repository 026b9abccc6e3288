"""What IT was to cost, costs and will cost."""
