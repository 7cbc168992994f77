"""Primary rules: which cells are confidential in themselves. `rules.minimum_count(4)` and the like."""
