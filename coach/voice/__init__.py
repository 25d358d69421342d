"""Speech: engines behind one protocol, a cache of their clips, and the treatment that makes them even."""
