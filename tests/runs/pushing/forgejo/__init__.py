"""Pushes to a real Forgejo."""
