"""The JSON API: the same content as the pages, described for machines."""
