"""Leave out the real Forgejo where npm's program does not run."""

from tests.servers import forgejo

collect_ignore = [] if forgejo.fits() else ["test_forgejo.py"]
