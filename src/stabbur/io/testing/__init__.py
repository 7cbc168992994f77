"""What a test run writes to files and databases is kept apart, and its own readings see it."""
