"""Tables as people see them, in pages, notebooks and prints, read back into columns and rows."""
