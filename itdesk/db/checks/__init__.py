"""What a whole workspace is: a file a subject, a function a check. Nothing is repaired here."""
