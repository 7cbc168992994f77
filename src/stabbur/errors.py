"""Every error that Stabbur raises on purpose.

StabburError       exit 1  status 500
├─ BadInput        exit 2  status 400   a value that cannot be right
│  └─ Conflict     exit 2  status 409   something else took the place in the meantime
├─ NotFound        exit 3  status 404   a source, package or name that is not there
├─ NotAllowed      exit 4  status 403   a right that the user lacks
├─ MissingExtra    exit 5  status 501   a package that is not installed
└─ Unavailable     exit 6  status 503   a server that does not answer
   └─ NoRoom       exit 6  status 507   a disk that takes no more

DataWarning        what was found in data that could be read all the same
"""


class StabburError(Exception):
    """Say what is wrong with which value, and in `hint` what to do next.

    Parameters
    ----------
    message
        What was wrong, with which value and where.
    hint
        What to do next, best as a command to paste.
    code
        A stable name of this kind of mistake; pages translate the message by it.
    params
        The values in the message, by name.
    """

    exit_code = 1
    status = 500
    default_code = "failed"

    def __init__(self, message: str, *, hint: str = "", code: str = "", **params: object) -> None:
        super().__init__(message)
        self.hint = hint
        self.code = code or self.default_code
        self.params = params


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


class DataWarning(UserWarning):
    """Data could be read, but something in it should be looked at."""
