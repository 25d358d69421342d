"""What a platform starts by a double click: files that call the very Python in which coach is installed."""
