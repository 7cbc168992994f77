"""The `stabbur` command: one file a command."""
