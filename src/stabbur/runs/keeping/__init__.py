"""What is kept of a run: its log, its figures, its files, and for how long; the secrets that it is given."""
