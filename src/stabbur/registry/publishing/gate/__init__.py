"""The gate: what is asked before a file is stored, and whoever refuses ends it."""
