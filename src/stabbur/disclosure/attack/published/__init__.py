"""Tables as their readers have them: figures where they are shown, and nothing where they are hidden."""
