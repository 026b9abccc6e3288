"""A whole workspace as plain files in one archive, and back into an empty one of either engine: nothing is lost on the way."""
