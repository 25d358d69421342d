"""The ear: what a microphone hears becomes commands. It opens no device and plays nothing."""
