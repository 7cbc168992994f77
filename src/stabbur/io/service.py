"""sb.read_service: what a web service answers, as a frame; JSON, CSV, JSON-stat and PxWeb."""

import re
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urljoin, urlsplit, urlunsplit

import orjson
import pyarrow as pa

from stabbur import settings
from stabbur.errors import BadInput, Unavailable
from stabbur.frames import As, check_as, check_schema, from_arrow
from stabbur.frames.given import need_text
from stabbur.io import formats, pxweb
from stabbur.io.fetch import Answer, Request, ask, origin
from stabbur.io.files.json import JsonOptions, loads, records_in, table_of
from stabbur.io.files.jsonstat import JsonStatOptions, is_jsonstat, read_bytes
from stabbur.io.service_source import Place, place
from stabbur.io.sources_read import SourceRead, query_hash, record, redacted
from stabbur.secrets import Secret

PAGES = 10_000
KINDS = {
    "application/json": "json", "text/json": "json", "application/geo+json": "geojson",
    "application/x-ndjson": "json", "application/jsonl": "json", "text/csv": "csv",
    "text/tab-separated-values": "csv", "application/vnd.apache.parquet": "parquet",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "excel",
    "application/vnd.oasis.opendocument.spreadsheet": "excel",
    "application/vnd.apache.arrow.file": "feather",
}  # fmt: skip
NEXT = (
    "next",
    "nextLink",
    "@odata.nextLink",
    "next_page_url",
    "links.next",
    "links.next.href",
    "_links.next.href",
)
LINK = re.compile(r'<([^>]*)>[^,]*;\s*rel="?next"?', re.IGNORECASE)


def read_service(
    url: str = "",
    *,
    source: str | None = None,
    query: Mapping[str, Any] | None = None,
    method: str | None = None,
    headers: Mapping[str, str | Secret] | None = None,
    format: str | None = None,
    as_: As = "pandas",
    **options: Any,
) -> Any:
    """Read what a web service answers into a frame; one of PxWeb is recognised, pages of JSON are followed.

    Parameters
    ----------
    url
        The service's address, or with `source` the path seen from that source's address.
    source
        A source of kind `service` in the settings; its secrets go to its own host only.
    query
        Parameters of a GET, the JSON body of a POST, or for PxWeb `{"Region": ["0301"], "Tid": "top(3)"}`.
    method, headers
        `GET` or `POST`; headers are sent to this host, and to no other that it leads to.
    format, as_, **options
        As for `read_file`, such as `records="data.items"` for JSON or `labels="codes"` for JSON-stat.

    Raises
    ------
    Unavailable
        The service does not answer, even after some tries.
    BadInput
        It refuses the query, or what it sends is no table.

    Examples
    --------
    >>> import stabbur as sb
    >>> from http.server import HTTPServer, SimpleHTTPRequestHandler
    >>> from pathlib import Path
    >>> from threading import Thread
    >>> _ = Path("folk.json").write_text('[{"kommune": "0301", "personer": 697010}]')
    >>> with HTTPServer(("127.0.0.1", 0), SimpleHTTPRequestHandler) as server:
    ...     Thread(target=server.handle_request, daemon=True).start()
    ...     sb.read_service(f"http://127.0.0.1:{server.server_port}/folk.json")
      kommune  personer
    0    0301    697010
    """
    check_as(as_)
    _check_given(query, method, headers)
    formats.check_known(options, format)
    where = place(url, source, headers or {})
    return from_arrow(_read(where, _asking(where.url, query, method), format, options), as_)


def _check_given(query: object, method: object, headers: object) -> None:
    for name, value in (("query", query), ("headers", headers)):
        if value is not None and not isinstance(value, Mapping):
            raise BadInput(
                f"{name} is {type(value).__name__}: it must be a mapping from name to value",
                code="option-value",
                option=name,
            )
    if method is not None:
        need_text(method, "method")


def _read(where: Place, asked: pxweb.Asking, format_: str | None, options: Mapping[str, Any]) -> pa.Table:
    table, size = _table(asked, where.headers, format_, options)
    check_schema(table.schema)
    sent = asked.body.decode() if asked.body else urlsplit(asked.url).query
    digest = query_hash(sent) if sent else None
    record(SourceRead("service", redacted(where.url), table.num_rows, size, query_sha256=digest))
    return table


def _request(asked: pxweb.Asking, headers: Mapping[str, str]) -> Request:
    limits = settings.load().io
    kind = {"Content-Type": "application/json"} if asked.body is not None else {}
    return Request(
        asked.url, asked.method, asked.body, {**kind, **headers}, limits.max_bytes, limits.timeout_seconds
    )


def _asking(url: str, query: Mapping[str, Any] | None, method: str | None) -> pxweb.Asking:
    wanted = method.upper() if method else None
    try:
        urlsplit(url)
    except ValueError as error:
        raise BadInput(f"'{redacted(url)}' is not an address: {error}", code="address-unknown") from error
    if wanted not in (None, "GET", "POST"):
        raise BadInput(f"method is '{method}': it must be 'GET' or 'POST'", code="option-value")
    if pxweb.version(url) and wanted is None:
        return pxweb.asking(url, query)
    if wanted == "POST":
        return pxweb.Asking(url, "POST", orjson.dumps(dict(query or {})))
    if not query:
        return pxweb.Asking(url)
    parts = urlsplit(url)
    pairs = [*parse_qsl(parts.query, keep_blank_values=True), *query.items()]
    return pxweb.Asking(urlunsplit(parts._replace(query=urlencode(pairs, doseq=True, quote_via=quote))))


def _table(
    asked: pxweb.Asking, headers: Mapping[str, str], format_: str | None, options: Mapping[str, Any]
) -> tuple[pa.Table, int]:
    request = _request(asked, headers)
    answer = ask(request)
    kind = formats.SAME.get(format_, format_) if format_ else _kind(answer)
    if kind not in ("json", "jsonstat"):
        return _through_file(answer, kind, options), answer.size
    if (kind == "json" and "ndjson" in answer.content_type) or "jsonl" in answer.content_type:
        return _through_file(answer, "json", options), answer.size
    document = loads(answer.content, answer.name)
    if kind == "jsonstat" or (format_ is None and is_jsonstat(document)):
        chosen: JsonStatOptions = formats.options_of(formats.load("jsonstat"), "jsonstat", options)
        return read_bytes(answer.content, chosen, answer.name), answer.size
    if format_ is None and isinstance(document, dict) and document.get("type") == "FeatureCollection":
        return _through_file(answer, "geojson", options), answer.size
    chosen_json: JsonOptions = formats.options_of(formats.load("json"), "json", options)
    return _paged(answer, document, request, chosen_json)


def _kind(answer: Answer) -> str:
    """Return the format that the answer says it has, by its type, its name or its first character."""
    said = KINDS.get(answer.content_type) or formats.by_name(answer.name).format
    if said:
        return said
    if answer.content_type.endswith("+json") or answer.content.lstrip()[:1] in (b"{", b"["):
        return "json"
    if "html" in answer.content_type or answer.content.lstrip()[:1] == b"<":
        raise BadInput(
            f"'{redacted(answer.url)}' answered a page for people, not data",
            hint="look for the address of its API",
            code="answer-not-data",
        )
    return "csv"


def _through_file(answer: Answer, kind: str, options: Mapping[str, Any]) -> pa.Table:
    reader = formats.load(kind)
    with tempfile.TemporaryDirectory(prefix="stabbur-") as scratch:
        path = Path(scratch) / answer.name
        path.write_bytes(answer.content)
        return reader.read(path, formats.options_of(reader, kind, options))


def _paged(answer: Answer, document: Any, request: Request, options: JsonOptions) -> tuple[pa.Table, int]:
    """Follow the pages to the last; each counts towards the limit on bytes, none is asked for twice."""
    rows = list(records_in(document, options.records, answer.name))
    size, seen = answer.size, {request.url}
    while following := _next(answer, document):
        if following in seen or len(seen) >= PAGES:
            raise Unavailable(
                f"'{redacted(following)}' is a page that was read already",
                code="pages-endless",
                pages=len(seen),
            )
        seen.add(following)
        left = request.limit_bytes - size
        # the body of a POST is the question, not the page: only the address of the next one is asked
        headers = request.headers if origin(following) == origin(request.url) else None
        answer = ask(Request(following, "GET", None, headers, left, request.timeout))
        size += answer.size
        document = loads(answer.content, answer.name)
        rows += records_in(document, options.records, answer.name)
    return table_of(rows, answer.name), size


def _next(answer: Answer, document: Any) -> str | None:
    found = LINK.search(answer.headers.get("link", ""))
    if found:
        return urljoin(answer.url, str(found[1]))
    for path in NEXT:
        here: Any = document
        for key in [path] if path.startswith("@") else path.split("."):
            here = here.get(key) if isinstance(here, dict) else None
        if isinstance(here, str) and here:
            return urljoin(answer.url, str(here))
    return None
