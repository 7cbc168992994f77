"""The gate of publishing."""
