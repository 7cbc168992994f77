"""How something becomes a version: checked, hashed, stored, marked."""
