"""The settings as one table: each name with its type, default and one line of help."""

import re
import zoneinfo
from typing import Annotated, Any, Literal

from pydantic import Field, StrictBool, StrictInt, field_validator
from pydantic_core import PydanticCustomError

from stabbur.settings.runs import Artefacts, Needs, Notices, Pipeline, Runs
from stabbur.settings.section import Number, SecretReference, Section

SOURCE_NAME = r"^[a-z0-9][a-z0-9_-]{0,62}$"
SECRET_WORD = re.compile(r"password|passwd|pwd|secret|token|api_?key|private_?key|credential", re.IGNORECASE)
ADDRESS_WITH_PASSWORD = re.compile(
    r"^[a-z][a-z0-9+.-]*://[^/@\s]*:[^/@\s]+@|[?&;][\w-]*(?:passw|pwd|token|secret|api_?key)[\w-]*=[^&;\s]",
    re.IGNORECASE,
)


class Source(Section):
    """A named place to read from or write to."""

    kind: str = Field(description="sqlite, duckdb, postgres or service (a web service), or what is installed")
    address: str = Field(
        default="", description="path, host:port/base or https://…; a path is seen from its file"
    )
    user: str = Field(default="", description="who signs in")
    password: SecretReference | None = Field(
        default=None, description='reference to the password: { secret = "dvh/password" }'
    )
    write: StrictBool = Field(default=False, description="whether `to_sql` may write here")
    options: dict[str, Any] = Field(
        default_factory=dict,
        description="options of the driver; of a service its headers, `token` for a bearer's; a secret one is a reference",
    )

    @field_validator("address")
    @classmethod
    def _no_password(cls, address: str) -> str:
        if ADDRESS_WITH_PASSWORD.search(address):
            raise PydanticCustomError("literal_secret", "has a password in it")
        return address

    @field_validator("options")
    @classmethod
    def _references(cls, options: dict[str, Any]) -> dict[str, Any]:
        for key, value in options.items():
            if isinstance(value, dict) and set(value) == {"secret"}:
                options = {**options, key: SecretReference.model_validate(value)}
            elif literal := _literal(key, value):
                raise PydanticCustomError(
                    "literal_secret", "has '{option}' in plain text", {"option": literal}
                )
        return options

    def references(self) -> dict[str, SecretReference]:
        """Return the secrets that this source uses, by their key."""
        used = {"password": self.password} if self.password else {}
        return used | {f"options.{k}": v for k, v in self.options.items() if isinstance(v, SecretReference)}


def _literal(key: str, value: object) -> str:
    """Return the name of an option that holds a secret in plain text, however deep it lies; or nothing."""
    if isinstance(value, dict):
        return next((found for inner, one in value.items() if (found := _literal(inner, one))), "")
    return key if SECRET_WORD.search(key) and isinstance(value, str) and value else ""


class Bucket(Section):
    """A place where published things are kept."""

    kind: str = Field(default="local", description="which store")
    address: str = Field(default="", description="folder or bucket address; empty: under STABBUR_HOME")


class Publish(Section):
    """What publishing does when nothing else is said."""

    bucket: str = Field(default="local", description="name of the bucket to publish to")
    access: Literal["team", "internal", "public"] = Field(
        default="team", description="who may read: team, internal or public"
    )


class Hub(Section):
    """The web pages."""

    port: StrictInt = Field(default=8800, ge=0, le=65535, description="port of `stabbur up`; 0: any free one")
    content_host: str = Field(default="content.localhost", description="host for what users made")
    address: str = Field(
        default="",
        pattern=r"^(https?://[^\s/?#<>\"]+)?$",
        description="where others reach the pages, such as https://data.example.no; empty: as each asks",
    )


class State(Section):
    """The database of the installation."""

    address: str = Field(default="", description="empty: SQLite under STABBUR_HOME; or postgresql://…")
    password: SecretReference | None = Field(
        default=None, description='reference to the password: { secret = "state/password" }'
    )

    @field_validator("address")
    @classmethod
    def _no_password(cls, address: str) -> str:
        return Source._no_password(address)


class Index(Section):
    """The search index."""

    kind: str = Field(default="tantivy", description="which search index")


class Secrets(Section):
    """Where secrets are looked for."""

    stores: tuple[str, ...] = Field(
        default=("environment", "files", "keyring", "state"),
        description="secret stores, the first that has it gives it",
    )
    folder: str = Field(default="/run/secrets", description="folder of mounted secret files")
    vault: str = Field(
        default="",
        pattern=r"^(https?://[^\s/?#@]+)?$",
        description="Vault or OpenBao for the store `vault`, such as https://vault.example.no",
    )
    vault_path: str = Field(
        default="secret",
        pattern=r"^[\w.-]+(/[\w.-]+)*$",
        description="its engine of kind KV 2, and a path in it, such as secret/skatt",
    )
    vault_token_file: str = Field(
        default="", description="file with the token; empty: VAULT_TOKEN or BAO_TOKEN of the environment"
    )


class Pseudonyms(Section):
    """What `pseudonymise` does when nothing else is said."""

    key: str = Field(
        default="",
        pattern=r"^([a-z0-9][a-z0-9_-]{0,62}(@[1-9][0-9]{0,5})?)?$",
        description="id of the key, such as skatt or skatt@2; empty: each call names one",
    )
    environment: str = Field(
        default="",
        description="name of this environment, such as test: the same key makes other pseudonyms in each",
    )


class Packages(Section):
    """Where projects get their packages from, and which they may have."""

    index: str = Field(
        default="",
        pattern=r"^((https?|file)://[^\s<>\"]+)?$",
        description="index of Python packages, such as https://nexus.example.no/repository/python/simple; "
        "empty: as uv itself is set up",
    )
    cran: str = Field(
        default="",
        pattern=r"^(https?://[^\s<>\"]+)?$",
        description="repository of R packages; empty: R's own",
    )
    npm: str = Field(
        default="",
        pattern=r"^(https?://[^\s<>\"]+)?$",
        description="registry of npm packages; empty: npm's own",
    )
    user: str = Field(default="", description="who signs in there; empty with a password: it is a token")
    password: SecretReference | None = Field(
        default=None, description='reference to the password: { secret = "packages/password" }'
    )
    allow: tuple[str, ...] = Field(
        default=(), description="the only packages that `stabbur add` takes, `*` for any letters; empty: all"
    )
    deny: tuple[str, ...] = Field(
        default=(), description="packages that `stabbur add` never takes, `*` for any letters"
    )
    youngest_days: StrictInt = Field(
        default=3, ge=0, description="days that a release must be old before `stabbur add` takes it"
    )
    advisories: str = Field(
        default="on",
        pattern=r"^(on|off|https?://[^\s<>\"]+)$",
        description="whether `stabbur add` looks for known vulnerabilities: on, off or the address of an OSV service",
    )

    @field_validator("index", "cran", "npm", "advisories")
    @classmethod
    def _no_password(cls, address: str) -> str:
        return Source._no_password(address)


class Forge(Section):
    """Where projects are shared when `stabbur init` is not told."""

    kind: str = Field(default="", description="github, gitlab, forgejo or what is installed")
    address: str = Field(
        default="",
        description="front page of a forge of your own, such as https://git.example.no; empty: the usual",
    )
    owner: str = Field(
        default="", description="organisation or group that owns what is made; empty: yourself"
    )


class Limits(Section):
    """What reading may cost at most."""

    max_bytes: StrictInt = Field(default=2_000_000_000, ge=1, description="bytes of one answer over http")
    timeout_seconds: Number = Field(default=30.0, gt=0, description="seconds without an answer")
    memory_bytes: StrictInt | None = Field(
        default=None,
        ge=1,
        description="memory that parsing a file may take, in a process of its own; empty: in this one",
    )


class Settings(Section):
    """All settings of one process."""

    owner: str | None = Field(default=None, description="who owns what is published")
    timezone: str = Field(default="Europe/Oslo", description="times are shown in this zone")
    language: Literal["nb", "nn", "en"] = Field(
        default="nb", description="language of the pages: nb, nn or en"
    )
    help_address: str = Field(default="", description="where people get help, shown with each error")
    publish: Publish = Publish()
    sources: dict[Annotated[str, Field(pattern=SOURCE_NAME)], Source] = Field(
        default_factory=dict, description="named places to read from and write to"
    )
    buckets: dict[Annotated[str, Field(pattern=SOURCE_NAME)], Bucket] = Field(
        default_factory=dict, description="places where published things are kept"
    )
    hub: Hub = Hub()
    state: State = State()
    index: Index = Index()
    secrets: Secrets = Secrets()
    pseudonyms: Pseudonyms = Pseudonyms()
    packages: Packages = Packages()
    forge: Forge = Forge()
    io: Limits = Limits()
    runs: Runs = Runs()
    notices: Notices = Notices()
    needs: Needs = Needs()
    pipelines: dict[Annotated[str, Field(pattern=SOURCE_NAME)], Pipeline] = Field(
        default_factory=dict, description="entries of the project that run again"
    )
    artefacts: Artefacts = Artefacts()

    @field_validator("timezone")
    @classmethod
    def _zone(cls, timezone: str) -> str:
        try:
            zoneinfo.ZoneInfo(timezone)
        except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
            raise PydanticCustomError("zone", "must be a time zone such as Europe/Oslo") from None
        return timezone

    def references(self) -> dict[str, SecretReference]:
        """Return every secret that the settings use, by the key that asks for it."""
        found = {
            f"sources.{name}.{key}": reference
            for name, source in self.sources.items()
            for key, reference in source.references().items()
        }
        others = {
            "state.password": self.state.password,
            "packages.password": self.packages.password,
            **self.notices.references(),
        }
        return found | {key: reference for key, reference in others.items() if reference}
