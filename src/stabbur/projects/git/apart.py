"""Start a module of an environment without what that starts by itself: `.pth` files lead into the project's code.

Git runs a copy of this file by `python -I -S`, on branches of whomever: it takes only what Python has.
"""

import os
import runpy
import sys
import sysconfig


def packages(program: str) -> str:
    """Return the folder of packages of the environment that a Python lies in."""
    environment = os.path.dirname(os.path.dirname(program))
    scheme = "nt" if os.name == "nt" else "posix_prefix"
    return sysconfig.get_path("purelib", scheme, vars={"base": environment})


if __name__ == "__main__":
    sys.path.append(packages(sys.executable))
    del sys.argv[0]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
