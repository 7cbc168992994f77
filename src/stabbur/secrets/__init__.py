"""Where secrets come from: environment, mounted files, the keyring of the operating system."""

from stabbur.secrets.masking import mask, printable
from stabbur.secrets.resolving import resolve
from stabbur.secrets.secret import Secret

__all__ = ["Secret", "mask", "printable", "resolve"]
