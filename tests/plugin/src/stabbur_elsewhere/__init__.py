"""An outside package with one small implementation of each seam; the tests install it."""
