"""Every setting: name, type, default and one line of help; read from environment and TOML files."""

import getpass
import os
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import platformdirs
from pydantic import BaseModel, ConfigDict, Field


class Section(BaseModel):
    """A part of the settings; frozen, and a name that it does not know is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class SecretReference(Section):
    """Where a secret is found; never the secret itself."""

    secret: str = Field(description="name in a secret store, such as `dvh/password`")


class Source(Section):
    """A named place to read from or write to."""

    kind: str = Field(description="which database or service: sqlite, duckdb, postgres, …")
    address: str = Field(default="", description="path, or host:port/base")
    user: str = Field(default="", description="who signs in")
    password: SecretReference | None = Field(default=None, description="reference to the password")
    write: bool = Field(default=False, description="whether `to_sql` may write here")
    options: dict[str, Any] = Field(default_factory=dict, description="options of the driver")


class Bucket(Section):
    """A place where published things are kept."""

    kind: str = Field(default="local", description="which store")
    address: str = Field(default="", description="folder or bucket address; empty: under STABBUR_HOME")


class Publish(Section):
    """What publishing does when nothing else is said."""

    bucket: str = Field(default="local", description="name of the bucket to publish to")
    access: str = Field(default="team", description="team, internal or public")


class Hub(Section):
    """The web pages."""

    port: int = Field(default=8800, description="port of `stabbur up`")
    content_host: str = Field(default="content.localhost", description="host for what users made")


class State(Section):
    """The database of the installation."""

    address: str = Field(default="", description="empty: SQLite under STABBUR_HOME; or postgresql://…")


class Index(Section):
    """The search index."""

    kind: str = Field(default="tantivy", description="which search index")


class Limits(Section):
    """What reading may cost at most."""

    max_bytes: int = Field(default=2_000_000_000, description="bytes of one answer over http")
    timeout_seconds: float = Field(default=30.0, description="seconds without an answer")


class Settings(Section):
    """All settings of one process."""

    owner: str | None = Field(default=None, description="who owns what is published")
    timezone: str = Field(default="Europe/Oslo", description="times are shown in this zone")
    language: str = Field(default="nb", description="nb, nn or en")
    help_address: str = Field(default="", description="where people get help, shown with each error")
    publish: Publish = Publish()
    sources: dict[str, Source] = Field(default_factory=dict)
    buckets: dict[str, Bucket] = Field(default_factory=dict)
    hub: Hub = Hub()
    state: State = State()
    index: Index = Index()
    io: Limits = Limits()


def home() -> Path:
    """Return the one folder of all state on this machine: STABBUR_HOME or the platform's own."""
    given = os.environ.get("STABBUR_HOME")
    return Path(given).expanduser().resolve() if given else Path(platformdirs.user_data_dir("stabbur"))


def private() -> Path:
    """Return the folder that only its owner may open (0700); made when missing."""
    folder = home() / "private"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def local_person() -> str:
    """Return the slug of whoever runs this process."""
    slug = re.sub(r"[^a-z0-9]+", "-", getpass.getuser().lower()).strip("-")
    return slug or "local"


def load(folder: Path | None = None, environ: Mapping[str, str] | None = None) -> Settings:
    """Read the settings that hold in a folder: environment, project, person, installation."""
    merged: dict[str, Any] = {}
    for file in (home() / "stabbur.toml", (folder or Path.cwd()) / "stabbur.toml"):
        if file.is_file():
            merged |= tomllib.loads(file.read_text(encoding="utf-8"))
    return Settings.model_validate(merged)
