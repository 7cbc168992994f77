"""Pseudonyms: the same value and key give the same pseudonym, and no value is ever left in clear."""
