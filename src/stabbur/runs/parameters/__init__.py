"""What an entry asks for: its parameters, read from its text and never by running it, and checked."""
