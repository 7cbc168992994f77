"""The form of a pipeline: its fields, and what was typed in them."""
