"""Real servers for tests, started by fixtures."""
