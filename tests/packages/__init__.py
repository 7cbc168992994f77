"""Data packages: written, read, validated, compared, drawn."""
