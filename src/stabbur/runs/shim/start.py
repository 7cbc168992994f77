"""What a launcher starts, by its path: `python -I -S start.py FOLDER`; without site-packages it starts fast."""

import os
import sys

if __name__ == "__main__":
    # behind the standard library, so that no installed package takes the place of a module of its
    sys.path.append(os.path.abspath(__file__).rsplit(os.sep, 4)[0])
    if sys.argv[1] == "--spare":
        from stabbur.runs.shim.waiting import main
    else:
        from stabbur.runs.shim.supervising import main

    sys.exit(main(sys.argv[-1]))
