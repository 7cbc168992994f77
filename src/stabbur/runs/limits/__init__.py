"""Limits of a run's whole tree of processes, where the machine lets us set them."""
