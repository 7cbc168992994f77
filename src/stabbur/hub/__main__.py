"""`python -m stabbur.hub PORT [--public-only]`: what `stabbur up --detach` starts in the background."""

import sys

from stabbur import settings
from stabbur.hub import serve

serve.serve(settings.load(), serve.sockets(int(sys.argv[1])), public_only="--public-only" in sys.argv[2:])
