"""The commands about this installation."""
