"""What every step of publishing works with: store, state, places on this machine."""

from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import Engine

from stabbur.buckets.base import Store
from stabbur.buckets.opening import open_bucket
from stabbur.settings import Settings


@dataclass(frozen=True)
class Desk:
    """One bucket with the state that knows of it."""

    store: Store
    bucket: str
    engine: Engine
    private: Path
    settings: Settings
    test: Path | None = None
    """The place of a test run, which takes all that is written."""

    def of(self, bucket: str) -> "Desk":
        """Return the desk of a bucket by its name in the settings: what is published may lie in any of them."""
        if bucket == self.bucket:
            return self
        return replace(self, store=open_bucket(bucket, self.settings, self.test), bucket=bucket)

    @property
    def lock(self) -> Path:
        """The file that publishers hold together, and whoever tidies up holds alone."""
        return self.private / "publish.lock"

    @property
    def alone(self) -> bool:
        """Whether nobody but this machine publishes to the bucket: it lies under STABBUR_HOME."""
        known = self.settings.buckets.get(self.bucket)
        return known is None or not known.address

    @property
    def cache(self) -> Path:
        """Where files of stores that are not on this machine are copied to."""
        return self.private / "cache"

    @property
    def staging(self) -> Path:
        """Where packages that are handed over as objects are written before they are published."""
        return self.private / "staging"

    @property
    def index(self) -> Path:
        """Where the search index lies."""
        return self.private / "index"
