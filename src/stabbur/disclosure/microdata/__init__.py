"""Data with one row a person: how risky they are, and what makes them less so."""
