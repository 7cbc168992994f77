"""Packages read: descriptors old and new, text files of every layout, texts as types."""
