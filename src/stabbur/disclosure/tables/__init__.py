"""The table that is to be published, as sums of what it is made of."""
