"""What in a frame, a package, a notebook or a folder could tell who somebody is."""
