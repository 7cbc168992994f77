"""The record of what was read tells where data came from and no secret."""

import pytest

from stabbur.io.sources_read import SourceRead, forget, query_hash, record, recorded, redacted


def test_entries_come_back_in_order_without_empty_fields() -> None:
    forget()
    record(SourceRead("file", "/a.csv", 2, 10, path="/a.csv"))
    record(SourceRead("sql", "dvh", 0, 0, query_sha256=query_hash("select 1")))
    first, second = recorded()
    assert first.keys() == {"kind", "source", "rows", "bytes", "path", "at"}
    assert second["query_sha256"] == "822ae07d4783158bc1912bb623e5107cc9002d519e1143a9c200ed6ee18b6d0f"
    forget()
    assert recorded() == []


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("https://kari:ord@x.no/a?b=1", "https://x.no/a?b=1"),
        ("https://x.no/a?api_key=hemmelig&år=1", "https://x.no/a?api_key=***&%C3%A5r=1"),
        ("https://x.no/a#token=hemmelig", "https://x.no/a"),
        ("postgresql://u:p@db:5432/base?password=p", "postgresql://db:5432/base?password=***"),
        ("http://[", "…"),
    ],
)
def test_addresses_are_shown_without_secrets(address: str, shown: str) -> None:
    assert redacted(address) == shown
