"""Pictures of the points, drawn from `scripts/pictures/`; see `coach.content.pictures`."""
