"""Projects: from an empty folder to code that a colleague builds in one command."""
