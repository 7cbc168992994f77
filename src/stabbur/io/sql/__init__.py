"""One file a database; base.py is what we ask of each."""
