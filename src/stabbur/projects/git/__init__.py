"""Git, asked through its own command: repositories, persons, hooks, merges."""
