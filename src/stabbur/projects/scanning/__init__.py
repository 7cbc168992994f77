"""Look for secrets, personal data, data files and half a merge before they are committed."""

from stabbur.projects.scanning.finding import Finding, advice
from stabbur.projects.scanning.looking import scan

__all__ = ["Finding", "advice", "scan"]
