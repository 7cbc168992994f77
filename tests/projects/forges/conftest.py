"""Leave out the real Forgejo where the program that npm has of it does not run."""

from tests.servers import forgejo

collect_ignore = [] if forgejo.fits() else ["test_forgejo.py"]
