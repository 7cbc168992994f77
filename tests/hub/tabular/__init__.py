"""Rows of a table by address: the engine, the values, the files."""
