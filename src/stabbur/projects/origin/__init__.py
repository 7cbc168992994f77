"""Where a new project may begin: another one, fetched, copied as git has it, and given a new name."""
