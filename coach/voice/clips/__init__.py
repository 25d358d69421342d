"""From the speech of an engine to clips of the voice stem, and the cache that keeps them."""
