"""Sound devices: found, opened, fed, watched, and opened again when they have gone."""
