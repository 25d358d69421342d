"""A session as a page for a browser: to hear with pictures and captions, and to print as a sheet."""
