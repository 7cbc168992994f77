"""`python -m stabbur.hub PORT [--public-only]`: what `stabbur up --detach` starts in the background."""

import sys

from stabbur import settings
from stabbur.hub import serve

if __name__ == "__main__":
    listening = serve.sockets(int(sys.argv[1]))
    serve.serve(settings.load(), listening, public_only="--public-only" in sys.argv[2:])
