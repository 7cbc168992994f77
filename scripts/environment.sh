#!/bin/sh
# Make .venv at the repository's root from the lock: needs Python 3.11+ and nothing else installed by hand.
set -eu
cd "$(dirname "$0")/.."
python="${PYTHON:-python3}"

"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
    echo "Stabbur needs Python 3.11 or newer; '$python' is $("$python" -V). Say PYTHON=python3.12 make …" >&2
    exit 1
}

# Debian keeps venv and pip in packages of their own: where they are missing, root installs them.
if ! "$python" -c 'import ensurepip, venv' 2>/dev/null && [ ! -x .venv/bin/python ]; then
    sudo=""
    [ "$(id -u)" = 0 ] || sudo="sudo -n"
    echo "installing python3-venv" >&2
    { $sudo apt-get -qq update && $sudo apt-get -qq install -y --no-install-recommends python3-venv; } || {
        echo "Python's venv is missing: apt-get install python3-venv, then make again" >&2
        exit 1
    }
fi

echo "installing Stabbur and what it needs into .venv: the first time this takes a minute or two" >&2
[ -x .venv/bin/python ] || "$python" -m venv .venv
[ -x .venv/bin/uv ] || .venv/bin/python -m pip install --quiet --disable-pip-version-check uv
echo "fetching the packages of requirements.lock, each checked against its hash" >&2
.venv/bin/uv pip sync --quiet --python .venv/bin/python --require-hashes requirements.lock
.venv/bin/uv pip install --quiet --python .venv/bin/python --no-deps --no-build-isolation --editable .
