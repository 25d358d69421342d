"""When it sounds: cues become a timeline, which fits a length and follows a listener."""
