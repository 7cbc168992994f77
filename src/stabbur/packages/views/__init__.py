"""Views: drawings and tables of a package's resources."""
