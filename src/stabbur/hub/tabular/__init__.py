"""Rows of a published table: which are asked for, found, and handed out as files."""
