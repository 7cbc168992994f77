"""What happens when a notebook is saved: a version of it, its words in the catalogue, and a build after a while."""
