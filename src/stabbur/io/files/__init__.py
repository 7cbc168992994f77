"""One file a format; base.py is what we ask of each."""
