"""How what is published stays whole and findable: checked, mended, adopted, indexed."""
