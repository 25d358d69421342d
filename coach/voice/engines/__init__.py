"""What speaks: one module for each engine, and the processes in which engines run."""
