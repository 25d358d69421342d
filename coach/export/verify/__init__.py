"""A file that was written, read again and compared with its plan."""
