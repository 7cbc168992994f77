"""Publish both packages: folketall from 2020 alone, then with 2021; again, and nothing new is made."""

import contextlib
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import stabbur as sb
from folketall import editions, index_package

PROJECT = Path(__file__).resolve().parents[2]


def is_published(id: str) -> bool:
    """Say whether a package has a first version already."""
    try:
        sb.read_dp(id, resource="fylker", version=1, as_="polars")
    except sb.NotFound:
        return False
    return True


def main() -> None:
    """Publish what is not published yet, and say what was done."""
    editions_of_folketall = [[2020, 2021]] if is_published("demo/folketall") else [[2020], [2020, 2021]]
    for years in editions_of_folketall:
        publish(editions.build(years))
    # in a process of its own, so that its lineage names only the file that it was made from
    alone = ProcessPoolExecutor(1, mp_context=get_context("spawn"))
    with alone:
        print(alone.submit(index_package.publish).result())


def publish(dp: sb.Datapackage) -> None:
    """Publish one package for everyone, and say whether it was new."""
    published = sb.publish(dp, owner="demo", access="public")
    what = "published" if published.created else "unchanged"
    print(f"{published.id} version {published.version}: {what}")


if __name__ == "__main__":
    with contextlib.chdir(PROJECT):
        main()
