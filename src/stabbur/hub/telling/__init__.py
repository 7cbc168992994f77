"""What the pages of a package tell: made from its descriptor and siblings, ready for the templates."""
