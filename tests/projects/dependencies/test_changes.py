"""What one lock has that another has not."""

from datetime import UTC, datetime

from stabbur.projects.dependencies.changes import Change, Release, between, new, releases

LOCK = """\
version = 1

[[package]]
name = "small"
version = "0.1.0"
source = { editable = "." }

[[package]]
name = "numpy"
version = "2.4"
source = { registry = "https://a.example.no/simple" }
sdist = { url = "https://a.example.no/n.tar.gz", upload-time = "2026-01-02T03:04:05Z" }
wheels = [
    { url = "https://a.example.no/n.whl", upload-time = "2026-02-02T03:04:05.5Z" },
    { url = "https://a.example.no/o.whl" },
]

[[package]]
name = "numpy"
version = "2.5"
source = { registry = "https://a.example.no/simple" }

[[package]]
name = "moving"
source = { editable = "../moving" }
"""


def test_releases_of_a_lock_are_read_with_their_age() -> None:
    assert releases(LOCK) == [
        Release("small", "0.1.0", False),
        Release("numpy", "2.4", True, datetime(2026, 2, 2, 3, 4, 5, 500_000, UTC)),
        Release("numpy", "2.5", True),
        Release("moving", "", False),
    ]
    assert releases("version = 1\n") == []


def test_changes_are_told_by_name_and_several_versions_together() -> None:
    one, other = releases(LOCK), releases(LOCK.replace('"2.5"', '"2.6"').replace("small", "tiny"))
    assert between(one, other) == [
        Change("numpy", "2.4, 2.5", "2.4, 2.6"),
        Change("small", "0.1.0", ""),
        Change("tiny", "", "0.1.0"),
    ]
    assert between(one, one) == []
    assert between([], one)[0] == Change("moving", "", "local")


def test_new_is_what_only_the_later_one_has_from_an_index() -> None:
    one, other = releases(LOCK), releases(LOCK.replace('"2.5"', '"2.6"').replace("small", "tiny"))
    assert [(found.name, found.version) for found in new(one, other)] == [("numpy", "2.6")]
