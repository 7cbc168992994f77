"""Publish both packages: folketall from 2020 alone, then with 2021; again, and nothing new is made."""

import contextlib
from pathlib import Path

import stabbur as sb
from folketall import editions, index_package

PROJECT = Path(__file__).resolve().parents[2]


def is_published(id: str) -> bool:  # noqa: A002 (the word of the contract)
    """Say whether a package has a first version already."""
    try:
        sb.read_dp(id, resource="fylker", version=1)
    except sb.NotFound:
        return False
    return True


def main() -> None:
    """Publish what is not published yet, and say what was done."""
    packages = [editions.build([2020, 2021]), index_package.build()]
    if not is_published("demo/folketall"):
        packages.insert(0, editions.build([2020]))
    for dp in packages:
        published = sb.publish(dp, owner="demo", access="public")
        what = "published" if published.created else "unchanged"
        print(f"{published.id} version {published.version}: {what}")


if __name__ == "__main__":
    with contextlib.chdir(PROJECT):
        main()
