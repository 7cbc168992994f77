"""What runs inside of a run: its commit, its environment, its notebook cell by cell, its script or function."""
