"""What must hold of the figures of a table before anything is made of them."""
