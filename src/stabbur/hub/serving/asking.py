"""What the address of a search asks for, the same for the page and for the JSON API."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from stabbur.catalogue.base import Query, Sort

LONGEST = 200  # characters of a query or of a value
MOST_VALUES = 20  # in one facet; more are no choice but a list, and each is one more lookup in the index
FILTERS = ("kind", "topic", "access", "owner", "time")
SORTS: dict[str, Sort] = {"relevance": "relevance", "new": "new", "title": "title", "": "relevance"}

Text = Annotated[str, Field(max_length=LONGEST)]
Several = Annotated[list[Text], Field(max_length=MOST_VALUES)]
Time = Literal["week", "month", "year", "older", ""]


class Asked(BaseModel):
    """The words, the filters and the order of a search."""

    model_config = ConfigDict(frozen=True)

    q: Text = Field(
        default="", description="The words to find, in Norwegian or English; empty finds everything."
    )
    kind: Several = Field(default=[], description="`package` or `story`; several values: one of them.")
    topic: Several = Field(default=[], description="The slug of a topic; several values: one of them.")
    access: Several = Field(
        default=[], description="`public`, `internal` or `team`; several values: one of them."
    )
    owner: Several = Field(default=[], description="The slug of an owner; several values: one of them.")
    time: Annotated[list[Time], Field(max_length=MOST_VALUES)] = Field(
        default=[], description="Updated within the last `week`, `month` or `year`, or `older`."
    )
    sort: Literal["relevance", "new", "title", ""] = Field(
        default="relevance", description="The order of the hits; without words relevance is the newest first."
    )

    @property
    def chosen(self) -> dict[str, tuple[str, ...]]:
        """The filters that are set, by name; an empty value asks for nothing."""
        values = {name: tuple(filter(None, dict.fromkeys(getattr(self, name)))) for name in FILTERS}
        return {name: value for name, value in values.items() if value}

    @property
    def order(self) -> Sort:
        """The order of the hits; without words all fit alike, so the newest come first."""
        order = SORTS[self.sort]
        return "new" if order == "relevance" and not self.q.strip() else order

    def query(self, offset: int, limit: int) -> Query:
        """Return the question to the catalogue."""
        chosen = self.chosen
        return Query(
            text=self.q.strip(),
            kind=chosen.get("kind"),
            topic=chosen.get("topic"),
            access=chosen.get("access"),
            owner=chosen.get("owner"),
            freshness=chosen.get("time"),
            sort=self.order,
            offset=offset,
            limit=limit,
        )
