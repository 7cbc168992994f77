"""Which format a file has, by its name or by what is asked for; formats are found through their seam."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, fields
from pathlib import PurePath
from typing import Any, cast

from pydantic import TypeAdapter, ValidationError

from stabbur import seams
from stabbur.errors import BadInput, MissingExtra, meant
from stabbur.frames.given import need_text, shown
from stabbur.io.files.base import Format

SUFFIXES = {
    ".parquet": "parquet", ".pq": "parquet",
    ".csv": "csv", ".tsv": "csv", ".tab": "csv", ".txt": "csv",
    ".json": "json", ".ndjson": "json", ".jsonl": "json",
    ".jsonstat": "jsonstat", ".jsonstat.json": "jsonstat", ".px.json": "jsonstat",
    ".xlsx": "excel", ".xlsm": "excel", ".xls": "excel", ".xlsb": "excel", ".ods": "excel",
    ".feather": "feather", ".arrow": "feather",
    ".geojson": "geojson", ".geo.json": "geojson",
}  # fmt: skip
SAME = {
    "tsv": "csv", "ndjson": "json", "jsonl": "json", "json-stat": "jsonstat", "json-stat2": "jsonstat",
    "json_stat": "jsonstat", "xlsx": "excel", "ods": "excel", "arrow": "feather", "ipc": "feather",
}  # fmt: skip
COMPRESSIONS = {".gz": "gzip", ".zst": "zstd", ".zip": "zip"}
LIMITS = {
    "timeout": "the setting io.timeout_seconds, or STABBUR_IO__TIMEOUT_SECONDS",
    "max_bytes": "the setting io.max_bytes, or STABBUR_IO__MAX_BYTES",
}
"""What limits every request is a setting, and no option of a call."""
TAKES = {
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_from_float": "a whole number",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "string_type": "text",
    "tuple_type": "a list of texts",
    "list_type": "a list of texts",
}
"""What a value must be, by what pydantic calls a value that is something else."""
RUNS_CODE = {".pkl", ".pickle", ".joblib", ".dill", ".npy"}


@dataclass(frozen=True)
class Named:
    """What a file's name says: its format, how it is compressed, and the suffix that said so."""

    format: str | None
    compression: str | None
    suffix: str


def by_name(name: str) -> Named:
    """Return what a file's name says about it; `format` is None when it says nothing."""
    suffixes = [suffix.lower() for suffix in PurePath(name).suffixes]
    compression = COMPRESSIONS.get(suffixes[-1]) if suffixes else None
    if compression:
        suffixes.pop()
    for known in ("".join(suffixes[-2:]), "".join(suffixes[-1:])):
        if known in SUFFIXES:
            return Named(SUFFIXES[known], compression, known)
    last = suffixes[-1] if suffixes else ""
    if last in RUNS_CODE:
        raise BadInput(
            f"'{name}' is a pickle: reading it would run code, so it is never read",
            hint="write the data anew as Parquet",
            code="format-runs-code",
        )
    return Named(last[1:] if last[1:] in seams.names("files") else None, compression, last)


def choose(name: str, format: str | None) -> str:
    """Return the format to use for a file."""
    if format is not None:
        need_text(format, "format")
    wanted = SAME.get(format, format) if format else by_name(name).format
    if wanted:
        return wanted
    from stabbur.io.database import SUFFIXES as DATABASES  # it need not be loaded to read a file

    if by_name(name).suffix in DATABASES:
        raise BadInput(
            f"'{name}' is a database, not a file of one table",
            hint=f'sb.read_sql("select …", source="{name}"), at the prompt name it in [sources.NAME] of'
            ' stabbur.toml: stabbur read NAME --query "select …"',
            code="format-database",
        )
    raise BadInput(
        f"the name '{name}' does not say which format it has",
        hint=f"say it with format=, at the prompt --format: one of {', '.join(seams.names('files'))}",
        code="format-unknown",
    )


def load(name: str) -> Format:
    """Return the format installed under a name."""
    return cast(Format, seams.load("files", name)())


def check_known(given: Mapping[str, Any], format: str | None) -> None:
    """Refuse an option that the format, or when it is not known yet any format, does not have.

    It is asked before something is fetched, so that nobody waits a minute for a slip of the pen.
    """
    if format:
        name = choose("", format)
        options_of(load(name), name, given)
        return
    known = options() if given else set()
    for key in given:
        if key not in known:
            raise BadInput(
                f"no format has an option '{key}'",
                hint=LIMITS.get(key) or meant(key, known),
                code="option-unknown",
            )


def options() -> set[str]:
    """Return the names of the options that any installed format has."""
    known: set[str] = set()
    for name in seams.names("files"):
        with suppress(MissingExtra):  # what is not installed reads nothing here
            known |= {field.name for field in fields(load(name).options)}
    return known


def options_of(format_: Format, name: str, given: Mapping[str, Any]) -> Any:
    """Make a format's options of keyword arguments; one it does not have is refused by name."""
    known = [field.name for field in fields(format_.options)]
    for key in given:
        if key not in known:
            raise BadInput(
                f"{name} has no option '{key}': it has {', '.join(known) or 'none'}",
                hint=meant(key, known),
                code="option-unknown",
            )
    try:
        return TypeAdapter(format_.options).validate_python(given)
    except ValidationError as error:
        key = str(error.errors()[0]["loc"][0])
        # a union has one error for each of its kinds
        wrong = [one for one in error.errors() if one["loc"][0] == key]
        takes = dict.fromkeys(
            TAKES["list_type"] if isinstance(one["loc"][-1], int) else TAKES.get(one["type"], "")
            for one in wrong
        )
        said = f"it takes {' or '.join(takes)}" if all(takes) else wrong[0]["msg"].lower()
        raise BadInput(
            f"'{key}' is '{shown(given.get(key))}': {said}", code="option-value", option=key
        ) from error
