"""A table: its types, its texts, its measures, its files."""
