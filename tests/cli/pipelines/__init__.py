"""The commands about what runs again."""
