"""The commands about data."""
