"""Templates: rendering them, and bringing a newer one into a project."""
