"""The addresses of the pages, an area a file."""
