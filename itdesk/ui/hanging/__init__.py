"""What hangs on every record, on screen: tags, comments, links and files, for panels, views and pages of their own."""
