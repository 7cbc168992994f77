"""PxWeb, version 1 and 2, as statistical offices run it: a short query becomes the request it wants."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import SplitResult, parse_qsl, quote, urlencode, urlsplit, urlunsplit

import orjson

from stabbur.errors import BadInput

VERSION_1 = re.compile(r"/api/v[01]/[a-z]{2}/", re.IGNORECASE)
VERSION_2 = re.compile(r"/v2(?:-[a-z]+)?/tables/[^/]+(?:/data)?/?$", re.IGNORECASE)
FUNCTION = re.compile(r"(top|bottom|from|to|range)\((.*)\)", re.IGNORECASE)
LONG = 2000
"""Characters of an address beyond which the query goes in the body."""

Query = Mapping[str, Any]


@dataclass(frozen=True)
class Asking:
    """A request that is ready to send."""

    url: str
    method: str = "GET"
    body: bytes | None = None


def version(url: str) -> int | None:
    """Return which version of PxWeb an address speaks, None when it is another service."""
    path = urlsplit(url).path
    return 2 if VERSION_2.search(path) else 1 if VERSION_1.search(path) else None


def asking(url: str, query: Query | None) -> Asking:
    """Return the request for a table of PxWeb.

    `query` is variables with what to take of them, such as `{"Region": ["0301"], "Tid": "top(3)",
    "Alder": "*"}`, or the whole query in PxWeb's own form; without one, all that the table gives.
    """
    return _second(url, query) if version(url) == 2 else _first(url, query)


def _first(url: str, query: Query | None) -> Asking:
    if query and isinstance(query.get("query"), list):
        body = {"response": {"format": "json-stat2"}, **query}
    else:
        chosen = [
            {"code": code, "selection": _selection(code, wanted)} for code, wanted in (query or {}).items()
        ]
        body = {"query": chosen, "response": {"format": "json-stat2"}}
    return Asking(url, "POST", orjson.dumps(body))


def _selection(code: str, wanted: Any) -> dict[str, Any]:
    if isinstance(wanted, Mapping):
        return dict(wanted)
    if wanted == "*":
        return {"filter": "all", "values": ["*"]}
    if isinstance(wanted, str) and (found := FUNCTION.fullmatch(wanted)):
        if found[1].lower() != "top":
            raise BadInput(
                f"'{wanted}' of '{code}' is known to version 2 of PxWeb only",
                hint="give the values as a list",
                code="pxweb-selection",
            )
        return {"filter": "top", "values": [found[2]]}
    return {"filter": "item", "values": _values(code, wanted)}


def _second(url: str, query: Query | None) -> Asking:
    parts = urlsplit(url)
    path = parts.path.rstrip("/")
    path = path if path.endswith("/data") else f"{path}/data"
    given = dict(parse_qsl(parts.query, keep_blank_values=True))
    given.setdefault("outputFormat", "json-stat2")
    if query and isinstance(query.get("selection"), list):
        return Asking(_joined(parts, path, given), "POST", orjson.dumps(dict(query)))
    chosen = {code: _values(code, wanted) for code, wanted in (query or {}).items()}
    short = given | {f"valueCodes[{code}]": ",".join(values) for code, values in chosen.items()}
    asked = _joined(parts, path, short)
    if len(asked) <= LONG and not any("," in value for values in chosen.values() for value in values):
        return Asking(asked)
    selection = [{"variableCode": code, "valueCodes": values} for code, values in chosen.items()]
    return Asking(_joined(parts, path, given), "POST", orjson.dumps({"selection": selection}))


def _joined(parts: SplitResult, path: str, parameters: Mapping[str, str]) -> str:
    query = urlencode(parameters, quote_via=quote, safe="[],*()")
    return urlunsplit((parts.scheme, parts.netloc, path, query, ""))


def _values(code: str, wanted: Any) -> list[str]:
    if isinstance(wanted, str | int):
        return [str(wanted)]
    if isinstance(wanted, Sequence) and wanted:
        return [str(value) for value in wanted]
    raise BadInput(
        f"'{code}' asks for '{wanted}': it must be a value, a list of values or '*'",
        hint=f'query={{"{code}": "*"}}',
        code="pxweb-selection",
    )
