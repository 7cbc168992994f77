"""What a mark in a bucket says, if it is one: others write into buckets, so nothing in it is taken on trust."""

import json
from collections.abc import Mapping
from typing import Any

from stabbur.buckets.keys import check_key
from stabbur.errors import BadInput, Damaged

Mark = dict[str, Any]


def parse(data: bytes, key: str) -> Mark:
    """Return a mark whose files have a path below its folder and a hash; Damaged when it is none."""
    try:
        mark = json.loads(data)
        for path, about in files_of(mark):
            check_key(path)
            if not isinstance(about["hash"], str):
                raise TypeError(path)
        if not isinstance(mark.get("siblings", {}), Mapping):
            raise TypeError("siblings")
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, BadInput) as error:
        raise Damaged(f"'{key}' is not a version's mark: this version is damaged", key=key) from error
    return dict(mark)


def files_of(mark: Mark) -> list[tuple[str, Mapping[str, Any]]]:
    """Return path, and size and hash, of each file that a mark names."""
    found: list[tuple[str, Mapping[str, Any]]] = [(about["path"], about) for about in mark["files"].values()]
    return found + [(path, {"hash": digest}) for path, digest in mark.get("hashes", {}).items()]


def to_json(value: object) -> bytes:
    """Return a value as JSON that a person can read."""
    return (json.dumps(value, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode()
