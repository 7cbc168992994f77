"""The JSON API of what a version holds: rows, first rows, statistics, changes, lineage, citation; and topics."""

import datetime
import json
import math
from typing import Annotated, Any

from fastapi import APIRouter, Path
from fastapi import Query as Value
from pydantic import BaseModel, Field
from starlette.responses import Response

from stabbur.catalogue.base import Query
from stabbur.errors import BadInput, NotFound, StabburError
from stabbur.hub.api.catalogue import Name, Number, Owner, answered
from stabbur.hub.routes import versions
from stabbur.hub.routes.packages import cited, lineage_of
from stabbur.hub.routes.search import topics
from stabbur.hub.routes.tables import files, parquet
from stabbur.hub.serving.needs import right
from stabbur.hub.serving.page import Page
from stabbur.hub.tabular.columns import columns_of
from stabbur.hub.tabular.selection import read_selection
from stabbur.hub.telling.citation import STYLES
from stabbur.hub.telling.head import Table, open_version, tables_of
from stabbur.hub.telling.origin import steps_of
from stabbur.registry.base import Version

LAST = 2_000_000_000
VERSION = "/packages/{owner}/{name}/versions/{number}"
ROWS = (
    "Rows of a table, 25 at a time, by the parameters of its page: `fylke=Oslo` equals, `fylke!=Oslo` differs, "
    "`kommune~=os` contains, `alder>=67` and `alder<=15`, `sort=-alder`, `show=alder`, `page=2`. All rows at "
    "once: `/p/{owner}/{name}/v{number}/{table}?format=json` with the same parameters; also `csv`, `parquet` "
    "and `xlsx`."
)

router = APIRouter(prefix="/api/v1")

TableName = Annotated[str, Path(max_length=200, description="The name of a table of the version.")]


class Topic(BaseModel):
    """A topic."""

    slug: str
    count: int = Field(description="How many packages and stories it has.")


class TopicPage(BaseModel):
    """All topics."""

    items: list[Topic]


class RowPage(BaseModel):
    """A page of rows of a table."""

    total: int = Field(description="How many rows fit what is asked for.")
    items: list[dict[str, Any]]
    next: str | None = Field(description="Address of the next page, or null.")


class Step(BaseModel):
    """A step of the way to a version, and what stands there."""

    kind: str
    links: list[dict[str, str]] = Field(description="Each with a `title`, and an `address` or nothing.")


class Lineage(BaseModel):
    """Where a version comes from."""

    steps: list[Step]


@router.get("/topics", response_model=TopicPage, dependencies=[right("catalogue:search")])
def all_topics(page: Page) -> Response:
    """All topics, with how much there is about each."""
    found = topics(page.registry.search(Query(limit=1), page.actor))
    return answered(page.request, TopicPage(items=[Topic(slug=slug, count=count) for slug, count in found]))


@router.get(
    VERSION + "/tables/{table}/rows",
    response_model=RowPage,
    description=ROWS,
    dependencies=[right("packages:read")],
)
def rows(page: Page, owner: Owner, name: Name, number: Number, table: TableName) -> Response:
    """Rows of a table by the parameters of its page."""
    version = open_version(page, owner, name, number)
    found = _table(version, table)
    pairs = [(key, text) for key, text in page.request.query_params.multi_items() if key != "format"]
    selection = read_selection(columns_of(found.resource), pairs).refuse_errors()
    answer = files(page).page(parquet(version, found), selection)
    names = [column.name for column in selection.shown]
    more = selection.offset + len(answer.values) < answer.total
    following = selection.on_page(selection.page + 1).address() if more and answer.values else None
    path = page.request.url.path
    body = RowPage(
        total=answer.total,
        items=[dict(zip(names, map(_plain, row), strict=True)) for row in answer.values],
        next=page.base + path + following if following else None,
    )
    return answered(page.request, body)


@router.get(
    VERSION + "/preview",
    response_model=dict[str, list[dict[str, Any]]],
    dependencies=[right("packages:read")],
)
def preview(page: Page, owner: Owner, name: Name, number: Number) -> Response:
    """The first rows of each table, by the table's name."""
    found = _measured(open_version(page, owner, name, number))
    return answered(page.request, {table: one.get("sample") or [] for table, one in found.items()})


@router.get(
    VERSION + "/statistics",
    response_model=dict[str, dict[str, dict[str, Any]]],
    dependencies=[right("packages:read")],
)
def statistics(page: Page, owner: Owner, name: Name, number: Number) -> Response:
    """What the values of each column are, by table and column: missing and different values, range, mean, the most frequent."""
    found = _measured(open_version(page, owner, name, number))
    return answered(page.request, {table: one.get("fields") or {} for table, one in found.items()})


@router.get(
    "/packages/{owner}/{name}/diff", response_model=dict[str, Any], dependencies=[right("packages:read")]
)
def diff(
    page: Page,
    owner: Owner,
    name: Name,
    old: Annotated[int, Value(alias="from", ge=1, le=LAST, description="The number of the earlier version.")],
    new: Annotated[int, Value(alias="to", ge=1, le=LAST, description="The number of the later version.")],
) -> Response:
    """What changed between two versions: rows, columns, description, statistics."""
    if old >= new:
        raise BadInput(
            f"'from' is {old} and 'to' is {new}: the earlier version goes first",
            hint="from=1&to=2",
            code="compare-order",
        )
    before, now = open_version(page, owner, name, old), open_version(page, owner, name, new)
    stored = now.sibling("diff") if new - old == 1 else None
    try:
        return answered(page.request, dict(stored or versions.compared(page, before, now)))
    except StabburError as error:
        if error.code != "compare-large":
            raise
        raise BadInput(str(error), hint="compare each with the one before it", code=error.code) from error


@router.get(VERSION + "/lineage", response_model=Lineage, dependencies=[right("packages:read")])
def lineage(page: Page, owner: Owner, name: Name, number: Number) -> Response:
    """Where the figures of a version come from: sources, packages, what made it; nothing of the machine."""
    version = open_version(page, owner, name, number)
    steps = steps_of(version.descriptor, lineage_of(version), lambda text, **values: text % values)
    return answered(
        page.request,
        Lineage(
            steps=[
                Step(kind=one.kind, links=[{"title": x.title, "address": x.address} for x in one.links])
                for one in steps
            ]
        ),
    )


@router.get(VERSION + "/citation", response_model=dict[str, str], dependencies=[right("packages:read")])
def citations(page: Page, owner: Owner, name: Name, number: Number) -> Response:
    """How a version is cited, by style: `apa`, `iso690`, `bibtex`, `ris` and `csl-json`."""
    known = cited(page, open_version(page, owner, name, number))
    return answered(page.request, {name: style.write(known) for name, style in STYLES.items()})


def _table(version: Version, name: str) -> Table:
    found = next((one for one in tables_of(version.descriptor.get("resources")) if one.name == name), None)
    if found is None:
        raise NotFound(
            f"no table '{name[:80]}' in '{version.id}'", hint="see its descriptor", code="table-unknown"
        )
    return found


def _measured(version: Version) -> dict[str, dict[str, Any]]:
    found = (version.sibling("preview") or {}).get("resources") or {}
    return {str(name): one for name, one in found.items() if isinstance(one, dict)}


def _plain(value: Any) -> Any:
    """Return a value as JSON has it: days, moments and decimals as texts, and what is not finite as Table Schema."""
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else "INF" if value > 0 else "-INF"
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    return json.loads(json.dumps(value, default=str))
