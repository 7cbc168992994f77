"""A uv.lock that names no package index, as git stores it, whoever wrote it with plain uv.

Git runs a copy of this file by itself, with any Python and nothing installed: it takes only what Python has.
"""

import re
import sys

INDEX = "https://packages.invalid/simple"  # a name that the internet keeps free, so that nobody can own it
FILES = "https://packages.invalid/"
PACKAGE = "[[package]]\n"
REGISTRY = re.compile(r'source = \{ registry = "[^"]*" \}')
FILE_OF = re.compile(r'(?<=\{ )(?:url|path) = "(?:[^"]*/)?([^"/]+)"')
NOTES = re.compile(r", (?:size = \d+|upload-time = \"[^\"]*\")")  # what one index tells and another does not


def neutral(text: str) -> str:
    """Return a lock without the addresses of indexes; what comes from git or a path stays as it is.

    Examples
    --------
    >>> from stabbur.projects.git.lock import neutral
    >>> neutral('[[package]]\\nname = "six"\\nsource = { registry = "https://nexus.example.no/simple" }\\n')
    '[[package]]\\nname = "six"\\nsource = { registry = "https://packages.invalid/simple" }\\n'
    """
    first, *packages = text.split(PACKAGE)
    return PACKAGE.join([first, *map(_neutral_package, packages)])


def _neutral_package(text: str) -> str:
    from_index = re.search(r"^source = \{ registry", text, re.MULTILINE)
    # a package of git or a path may need one of an index, and names that with its index where there are several
    text = REGISTRY.sub(f'source = {{ registry = "{INDEX}" }}', text)
    return NOTES.sub("", FILE_OF.sub(rf'url = "{FILES}\1"', text)) if from_index else text


def stored(raw: bytes) -> bytes:
    """Return a lock as git is to hold it; what is no text comes back as it is."""
    try:
        return neutral(raw.decode("utf-8")).encode("utf-8")
    except UnicodeDecodeError:
        return raw


if __name__ == "__main__":
    sys.stdout.buffer.write(stored(sys.stdin.buffer.read()))
