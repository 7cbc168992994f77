"""Publish folketall from 2020 alone, then with 2021, the index, a protected table and a story; again, nothing new."""

import contextlib
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import stabbur as sb
from folketall import editions, index_package, protected_package
from stabbur.registry import connect
from stabbur.registry.values import Published

PROJECT = Path(__file__).resolve().parents[2]


def is_published(id: str) -> bool:
    """Say whether a package has a first version already; it is not read, which would warn that it is old."""
    return id in {one.id for one in connect().packages()}


def main() -> None:
    """Publish what is not published yet, and say what was done."""
    editions_of_folketall = [[2020, 2021]] if is_published("demo/folketall") else [[2020], [2020, 2021]]
    for years in editions_of_folketall:
        publish(editions.build(years))
    for package in (index_package, protected_package):
        # in a process of its own, so that its lineage names only the files that it was made from
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as alone:
            print(alone.submit(package.publish).result())
    story = sb.publish_story(
        "notebooks/folketall.ipynb",
        "demo/de-eldste",
        title="Hvor stor del er 80 år og eldre?",
        access="public",
    )
    say(story)


def publish(dp: sb.Datapackage) -> None:
    """Publish one package for everyone, and say whether it was new."""
    say(sb.publish(dp, owner="demo", access="public"))


def say(published: Published) -> None:
    """Say what was published, and whether it was new."""
    what = "published" if published.created else "unchanged"
    print(f"{published.id} version {published.version}: {what}")


if __name__ == "__main__":
    with contextlib.chdir(PROJECT):
        main()
