"""Ciphers that keep the form of a text, over whole columns."""
