"""Fields that the firm adds to any record type itself."""
