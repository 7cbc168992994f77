"""What a registry is asked for, the one of this machine has: the same names, the same arguments."""

import inspect
from typing import Any

import pytest

from stabbur.registry.base import Keeper, Reader, Registry, StoryVersion, Version, Writer
from stabbur.registry.here import Here
from stabbur.registry.opened import OpenStory, OpenVersion


def asked(protocol: type[Any]) -> dict[str, Any]:
    """Return the methods that a protocol names itself."""
    return {name: one for name, one in vars(protocol).items() if inspect.isfunction(one) and name[0] != "_"}


CALLS = [(protocol, name) for protocol in (Reader, Writer, Keeper) for name in asked(protocol)]


@pytest.mark.parametrize(("protocol", "name"), CALLS, ids=lambda one: getattr(one, "__name__", one))
def test_registry_of_this_machine_takes_what_is_asked(protocol: type[Any], name: str) -> None:
    wanted = inspect.signature(asked(protocol)[name]).parameters
    given = inspect.signature(getattr(Here, name)).parameters
    assert list(given) == list(wanted)
    assert [one.default for one in given.values()] == [one.default for one in wanted.values()]
    assert [one.kind for one in given.values()] == [one.kind for one in wanted.values()]


def test_no_part_asks_for_more_than_six_methods() -> None:
    for protocol in (Reader, Writer, Keeper):
        assert 1 <= len(asked(protocol)) <= 6
        assert protocol in Registry.__mro__


@pytest.mark.parametrize(("protocol", "kind"), [(Version, OpenVersion), (StoryVersion, OpenStory)])
def test_opened_version_has_what_a_page_asks_for(protocol: type[Any], kind: type[Any]) -> None:
    fields = set(inspect.get_annotations(protocol)) | set(asked(protocol))
    assert fields <= set(inspect.get_annotations(kind)) | set(vars(kind))
