"""Look for secrets, personal data and data files before they are committed."""
