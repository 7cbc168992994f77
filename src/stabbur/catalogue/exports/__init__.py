"""A published version in the words of other catalogues: one model, a file for each standard."""
