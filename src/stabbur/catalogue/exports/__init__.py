"""The catalogue in the words of others: schema.org, DCAT-AP-NO, Croissant."""
