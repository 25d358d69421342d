"""What is said and how it sounds, as data: frozen types, a loader, and rules across files."""
