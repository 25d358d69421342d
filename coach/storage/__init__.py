"""Files that are whole or not at all, their locks, and the folders in which they lie."""
