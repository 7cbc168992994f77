"""Where rows of a package come from and what they become."""
