"""Frames in and out of Arrow."""
