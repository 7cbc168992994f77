"""Every error that Stabbur raises on purpose.

StabburError       exit 1  status 500
├─ BadInput        exit 2  status 400   a value that cannot be right
│  └─ Conflict     exit 2  status 409   something else took the place in the meantime
├─ NotFound        exit 3  status 404   a source, package or name that is not there
├─ NotAllowed      exit 4  status 403   a right that the user lacks
├─ MissingExtra    exit 5  status 501   a package that is not installed
├─ Damaged         exit 1  status 502   a published file that is lost or changed
└─ Unavailable     exit 6  status 503   a server that does not answer
   └─ NoRoom       exit 6  status 507   a disk that takes no more

DataWarning        what was found in data that could be read all the same
└─ LayoutWarning   the table in a file seems to lie elsewhere than where it was read
"""

import re
from collections.abc import Iterable
from difflib import get_close_matches

HINTS = {
    # code: what to do next, where whoever raises the error knows nothing nearer
    "address-closed": "ask its owner for an address that is open, or read it with your own sign-in",
    "address-empty": "open the address in a browser and copy it anew",
    "address-refused": "use an address that begins with https:// and holds neither user nor password",
    "address-unknown": "an address begins with http://, https://, file:// or bucket://",
    "archive-bad": "pack it anew with gzip, zstd or zip",
    "archive-link": "pack the file itself, not a link to it",
    "archive-several": "unpack it, and name the file that is meant",
    "archive-swells": "unpack it by hand, if you trust it",
    "archive-too-large": "unpack it by hand, if you trust it",
    "column-doubled": "rename one of the two",
    "column-mixed": "mend the data, or make the column text",
    "compare-large": "download both versions and compare them there",
    "csv-bad": "mend the row, or say delimiter and quoteChar in the dialect of the resource",
    "descriptor-bad": "write the package anew with dp.write()",
    "draft-unknown": "publish the draft again: stabbur publish FILE --as OWNER/NAME --draft",
    "encoding-unknown": "utf-8, latin-1 and cp1252 are the usual ones",
    "encoding-wrong": "save it as UTF-8",
    "file-broken": "get the file anew, or say which format it has with format=",
    "file-empty": "look where it comes from: nothing was written into it",
    "file-kind": "name one file of text",
    "file-missing": "a path is seen from the folder of the package",
    "file-unknown": "a path is seen from the folder that you stand in",
    "file-unreadable": "ask its owner, or let yourself read it with chmod u+r",
    "file-unwritable": "give another place, or let yourself write there with chmod u+w",
    "filter-many": "use fewer filters",
    "folder-bad": "give another name",
    "folder-empty": "put the files there first",
    "folder-missing": "a path is seen from the folder that you stand in",
    "folder-readonly": "give another place, or let yourself write there with chmod u+w",
    "folder-unknown": "make the folder first with mkdir -p",
    "geometry-bad": "a map takes polygons in longitude and latitude",
    "geometry-broken": "mend the shape: it is an object with type and coordinates",
    "geometry-key": "name the property of the shapes with geometry_key=",
    "git-failed": "git status tells what stands in the way",
    "header-wrong": "write the header on one line, its name in letters and -",
    "host-refused": "use an address of the open internet",
    "host-unknown": "look at the spelling and at your network",
    "json-bad": "mend the file: it is one JSON array of rows",
    "key-bad": "name a file inside: neither '..' nor a first '/'",
    "key-outside": "name a file inside: neither '..' nor a first '/'",
    "line-too-long": "close the quote, or say quote= and delimiter=",
    "metadata-bad": "write `name: value`, one a line",
    "name-long": "give it a shorter one",
    "name-unsafe": "use letters, digits and _",
    "notebook-bad": "open it in Jupyter and save it again",
    "object-missing": "stabbur catalogue check",
    "option-value": "see the options of the format in docs/how-to/read.md",
    "package-missing": "a package is a folder with datapackage.json",
    "page-unknown": "search for it, or begin at the front page",
    "pages-endless": "ask for one page, and say the next with query=",
    "params-count": "give one value for each ? of the query",
    "params-missing": "params={'name': value} gives each :name of the query its value",
    "params-unused": "take it out of params, or put it into the query",
    "path-kind": "give a str or a pathlib.Path",
    "path-outside": "name a file inside: neither '..' nor a first '/'",
    "path-unsafe": "name a file inside: neither '..' nor a first '/'",
    "notice-failed": "it is tried again by itself",
    "program-failed": "stabbur doctor",
    "program-missing": "install it with what your machine has for that, such as apt-get",
    "project-bad": "mend its pyproject.toml, or take it from the last commit: git checkout pyproject.toml",
    "project-missing": "go into a project, or start one: stabbur init NAME",
    "project-name": "lower-case letters, digits and -, 3 to 63 of them",
    "query-empty": "query='select …', or the pathlib.Path of a file of SQL",
    "query-refused": "mend the query; connection.tables() lists what is there",
    "reason-bad": "say in a few words why: readers see it",
    "receiver-away": "it is tried again by itself, later and later",
    "receiver-refuses": "look at whom tell names, and at [notices] of the person's settings",
    "records-mixed": "mend the data: each record is an object",
    "redirect-loop": "open the address in a browser and copy the last one",
    "redirect-refused": "give the address that it leads to",
    "request-refused": "open the address in a browser and look at what it asks for",
    "resource-bad": "give the resource a path, or data",
    "resource-unknown": "name one of the resources with resource=",
    "right-missing": "ask whoever owns it",
    "secret-missing": "stabbur secrets list",
    "settings-missing": "add the key; every setting is in docs/reference/settings.md",
    "settings-unreadable": "save the file as UTF-8, so that you may read it",
    "settings-wrong-value": "every setting with its type is in docs/reference/settings.md",
    "shell-unknown": "there is completion for bash, zsh and fish",
    "site-failed": "stabbur doctor",
    "skip-rows": "skip_rows counts the lines before the header",
    "source-busy": "close what else has it open, and try again",
    "source-unopened": "look at kind and address of the source: stabbur sources list",
    "source-unreachable": "look at the address and your network, and try again",
    "state-uncopied": "make room beside it: stabbur doctor",
    "story-bad": "give a notebook, an HTML file or a folder with index.html",
    "table-empty": "give a frame with at least one column",
    "table-missing": "draw or read a resource that is a table",
    "type-unwritable": "cast the column to text, numbers or dates",
    "value-unheld": "take the character out of the text",
    "version-damaged": "stabbur catalogue check",
    "view-not-number": "draw a column of numbers, or count rows",
    "view-no-table": "draw a resource that is a table",
    "view-option-missing": "see docs/how-to/views.md",
    "view-where-bad": "give where= a value of the column's type",
    "view-twice": "give the view another name=",
    "view-undrawable": "see docs/how-to/views.md",
    "withdrawn-already": "nothing is left to do",
}


LONGEST_VALUE = 500
LONGEST_TEXT = 5_000
QUOTED = re.compile(f"'([^']{{{LONGEST_VALUE + 1},}})'")


def meant(name: object, known: Iterable[object]) -> str:
    """Return a hint that names the known name nearest to one that is not known, or nothing."""
    folded = {str(one).casefold(): str(one) for one in known}
    near = get_close_matches(str(name).casefold()[:200], folded, 1)
    return f"did you mean '{folded[near[0]]}'?" if near else ""


def shortened(text: str) -> str:
    """Return a message whose values are cut in the middle where nobody would read them to the end."""
    text = QUOTED.sub(lambda found: f"'{_cut(found[1], LONGEST_VALUE)}'", str(text))
    return _cut(text, LONGEST_TEXT)


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most * 2 // 3]}…{text[-(most // 4) :]}"


def _short_value(value: object) -> object:
    if isinstance(value, str):
        return _cut(value, LONGEST_VALUE)
    return [_short_value(one) for one in value] if isinstance(value, list) else value


class StabburError(Exception):
    """Say what is wrong with which value, and in `hint` what to do next.

    Parameters
    ----------
    message
        What was wrong, with which value and where.
    hint
        What to do next, best as a command to paste; without it what `HINTS` has for the code.
    code
        A stable name of this kind of mistake; pages translate the message by it.
    params
        The values in the message, by name.
    """

    exit_code = 1
    status = 500
    default_code = "failed"

    def __init__(self, message: str, *, hint: str = "", code: str = "", **params: object) -> None:
        super().__init__(shortened(message))
        self.code = code or self.default_code
        self.hint = shortened(hint or HINTS.get(self.code, ""))
        self.params = {key: _short_value(value) for key, value in params.items()}

    @property
    def hint(self) -> str:
        """What to do next; a traceback shows it as a note (PEP 678) below the message."""
        return self._hint

    @hint.setter
    def hint(self, hint: str) -> None:
        before = f"hint: {getattr(self, '_hint', '')}"
        # a list of its own: a copy of the error shares the list of the one that it is copied from
        notes = [note for note in getattr(self, "__notes__", []) if note != before]
        self._hint = hint
        self.__notes__ = [*notes, f"hint: {hint}"] if hint else notes


class BadInput(StabburError):
    """A value cannot be right."""

    exit_code = 2
    status = 400
    default_code = "bad-input"


class Conflict(BadInput):
    """Something else took the place in the meantime."""

    status = 409
    default_code = "conflict"


class NotFound(StabburError):
    """Something asked for by name is not there."""

    exit_code = 3
    status = 404
    default_code = "not-found"


class NotAllowed(StabburError):
    """The right that this needs is not held."""

    exit_code = 4
    status = 403
    default_code = "not-allowed"


class MissingExtra(StabburError):
    """An optional package is not installed."""

    exit_code = 5
    status = 501
    default_code = "missing-extra"


class Unavailable(StabburError):
    """A server does not answer."""

    exit_code = 6
    status = 503
    default_code = "unavailable"


class NoRoom(Unavailable):
    """The disk has no room for what is to be written, or no place for one more file."""

    status = 507
    default_code = "disk-full"


class Damaged(StabburError):
    """What was published is lost or changed where it lies; asking again does not help."""

    status = 502
    default_code = "version-damaged"


class DataWarning(UserWarning):
    """Data could be read, but something in it should be looked at."""


class LayoutWarning(DataWarning):
    """A file was read, but the table in it seems to begin elsewhere, such as below a title."""
