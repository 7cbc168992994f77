"""What machines fetch: feeds, the site map, descriptions in the words of other catalogues."""
