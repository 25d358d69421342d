"""A session as files: one module for each thing that is written."""
