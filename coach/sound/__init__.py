"""How it sounds: chimes from partials, and the measures of loudness and peak."""
