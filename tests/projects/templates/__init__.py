"""Templates as they are shipped: each is rendered, tested, run and published."""
