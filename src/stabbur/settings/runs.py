"""The settings of runs and pipelines, of what a project builds by itself, and of who is told."""

from typing import Any, Literal

from pydantic import Field, StrictBool, StrictInt

from stabbur.settings.section import Number, SecretReference, Section

LARGEST = 1e9  # seconds: what is longer is no wish but a slip


class Runs(Section):
    """How this machine runs projects."""

    slots: StrictInt = Field(default=2, ge=1, description="runs at the same time on this machine")
    keep_days: StrictInt = Field(
        default=90, ge=1, description="days that log and notebook of a run are kept; its figures stay"
    )
    keep_test_days: StrictInt = Field(default=7, ge=1, description="days that a test run can be published")
    log_bytes: StrictInt = Field(
        default=20_000_000,
        ge=1000,
        description="bytes of a run's log that are kept: its beginning and its end",
    )
    timeout_seconds: Number = Field(
        default=86_400.0, gt=0, description="seconds that a run may take when nothing else is said"
    )
    worker: StrictBool = Field(default=True, description="whether the hub takes runs from the queue itself")
    warm: StrictInt = Field(
        default=2,
        ge=0,
        le=20,
        description="kernels that are kept up, ten idle minutes at most, for who starts a notebook again; 0: none",
    )


class Notices(Section):
    """Who is told of what happens to pipelines, and how."""

    smtp: str = Field(
        default="", description="host:port of the server that sends e-mail; empty: none is sent"
    )
    smtp_user: str = Field(default="", description="who signs in there")
    smtp_password: SecretReference | None = Field(
        default=None, description='reference to the password: { secret = "smtp/password" }'
    )
    smtp_tls: StrictBool = Field(default=True, description="whether the connection must be encrypted")
    sender: str = Field(default="stabbur@localhost", description="address that e-mail comes from")
    slack: SecretReference | None = Field(
        default=None, description="reference to the address of a Slack webhook, which is a secret"
    )
    webhook_key: SecretReference | None = Field(
        default=None, description="reference to the key that webhooks are signed with"
    )
    tell: tuple[str, ...] = Field(
        default=(), description="who is told when a pipeline names nobody, such as mailto:team@example.no"
    )
    allow: tuple[str, ...] = Field(
        default=(),
        description="hosts that are told though they are not of the open internet, such as chat.example.internal",
    )
    flood: StrictInt = Field(
        default=10, ge=1, description="notices to one receiver in an hour before they are gathered in one"
    )

    def references(self) -> dict[str, SecretReference]:
        """Return the secrets that notices use, by the key that asks for each."""
        found = {
            "notices.smtp_password": self.smtp_password,
            "notices.slack": self.slack,
            "notices.webhook_key": self.webhook_key,
        }
        return {key: reference for key, reference in found.items() if reference}


class Needs(Section):
    """What the code of a project may have of this machine when it runs."""

    sources: tuple[str, ...] = Field(
        default=(),
        description="sources of the person or the installation whose secrets its runs get, such as dvh",
    )
    secrets: tuple[str, ...] = Field(
        default=(), description="secrets that its runs get beside those of its sources, such as api/token"
    )


class Pipeline(Section):
    """An entry of a project that runs again; what stands here is locked in the pages."""

    entry: str = Field(description="notebook, script, module:function or Quarto document")
    parameters: dict[str, Any] = Field(default_factory=dict, description="values of its parameters")
    schedule: str = Field(default="", description='when, such as "0 6 * * 1-5" or @daily; empty: never')
    timezone: str = Field(default="", description="zone of the schedule; empty: the setting timezone")
    after: tuple[str, ...] = Field(default=(), description="pipelines whose success starts it")
    packages: tuple[str, ...] = Field(default=(), description="packages whose new version starts it")
    files: tuple[str, ...] = Field(default=(), description="bucket/path whose new files start it")
    on_push: StrictBool = Field(default=False, description="whether a push to the project starts it")
    on_save: StrictBool = Field(default=False, description="whether saving its entry starts it")
    overlap: Literal["skip", "queue", "replace"] = Field(
        default="skip", description="what happens when it is due while it still runs"
    )
    catch_up: Literal["none", "last", "all"] = Field(
        default="last", description="which of the times that were missed are made good"
    )
    retries: StrictInt = Field(default=0, ge=0, le=100, description="attempts after one that failed")
    repeat_if_lost: StrictBool = Field(
        default=False, description="whether one of unknown outcome may be repeated: only if that does no harm"
    )
    backoff_seconds: Number = Field(
        default=60.0,
        ge=0,
        le=LARGEST,
        description="seconds before the first new attempt; twice as long for each further",
    )
    timeout_seconds: Number | None = Field(
        default=None, gt=0, le=LARGEST, description="seconds that a run may take"
    )
    cpu: Number | None = Field(default=None, gt=0, le=1e6, description="processors that it may use")
    memory: str = Field(
        default="",
        pattern=r"^(\d+(\.\d+)?\s?[kKMGT]?i?B?)?$",
        description="memory that it may use, such as 2 GB",
    )
    gpu: StrictInt = Field(default=0, ge=0, le=1000, description="graphics processors that it needs")
    group: str = Field(
        default="", max_length=100, description="group of pipelines that share a number of places"
    )
    launcher: str = Field(default="local", description="what starts it")
    tell: tuple[str, ...] = Field(
        default=(), description="who is told, such as mailto:team@example.no, slack or https://…"
    )
    tell_of: tuple[Literal["failure", "recovery", "success", "missing"], ...] = Field(
        default=("failure", "recovery", "missing"), description="what they are told of"
    )


class Artefacts(Section):
    """What is built by itself of a project."""

    build: Literal["never", "save", "push"] = Field(
        default="push", description="when it is built: never, on save (after a quiet minute) or on push"
    )
    notebooks: tuple[str, ...] = Field(
        default=("notebooks/*.ipynb",), description="notebooks that become scripts, forms and executables"
    )
    stories: tuple[str, ...] = Field(default=(), description="notebooks that are rendered as stories")
    tests: StrictBool = Field(default=True, description="whether its tests are run")
    image: StrictBool = Field(default=True, description="whether a Containerfile is written")
    image_build: StrictBool = Field(
        default=False, description="whether its image is built, too, where buildah, podman or docker does it"
    )
    image_base: str = Field(
        default="",
        max_length=300,
        pattern=r"^([A-Za-z0-9][A-Za-z0-9._:/@-]*)?$",
        description="image that it starts from; empty: that of the project's Python",
    )
    keep_outputs: StrictBool = Field(
        default=False, description="whether saved versions of notebooks keep their outputs"
    )
