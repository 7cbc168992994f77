"""Open a bucket by the name that it has in the settings; `local` is there without any."""

from pathlib import Path

from stabbur import seams, settings
from stabbur.buckets.base import Store
from stabbur.buckets.local import LocalStore
from stabbur.buckets.overlay import Overlay
from stabbur.errors import NotFound
from stabbur.settings import Bucket, Settings


def open_bucket(name: str, known: Settings, place: Path | None = None) -> Store:
    """Return the store of a named bucket; without an address it is a folder under STABBUR_HOME.

    In a test run, or with the place of one, what is written goes there and the bucket stays as it is.
    """
    bucket = known.buckets.get(name) or (Bucket() if name == "local" else None)
    if bucket is None:
        names = ", ".join(sorted({"local", *known.buckets}))
        raise NotFound(
            f"no bucket named '{name}' in the settings: there are {names}",
            hint=f'add to stabbur.toml: [buckets.{name}] address = "…"',
            code="bucket-unknown",
            name=name,
        )
    address = bucket.address or str(default_folder(name))
    store: Store = seams.load("buckets", bucket.kind)(address)
    place = place or settings.place_of_test()
    return store if place is None else Overlay(store, LocalStore(str(place / "buckets" / name)))


def default_folder(name: str) -> Path:
    """Return the folder of a bucket that has no address."""
    return settings.private() / ("bucket" if name == "local" else f"bucket-{name}")
