"""Who acts, which rights there are, and whether somebody may do something."""
