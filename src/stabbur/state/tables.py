"""Every table of the state, in one MetaData; a change here needs a migration."""

from datetime import UTC, datetime

from sqlalchemy import (
    BigInteger,
    Column,
    DateTime,
    Dialect,
    Float,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)

METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)
Counter = BigInteger().with_variant(Integer, "sqlite")  # SQLite counts up only what it calls INTEGER


class Moment(TypeDecorator[datetime]):
    """A time in UTC, aware of its zone on every database."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Store UTC."""
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return UTC, also where the database has forgotten the zone."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


publication = Table(
    "publication",
    METADATA,
    Column("kind", String(10), primary_key=True),  # package, story
    Column("id", String(200), primary_key=True),  # owner/name
    Column("title", Text, nullable=False),
    Column("access", String(10), nullable=False),
    Column("bucket", String(100), nullable=False),
    Column("created", Moment, nullable=False),
)

version = Table(
    "version",
    METADATA,
    Column("kind", String(10), primary_key=True),
    Column("id", String(200), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("title", Text, nullable=False),
    Column("content", String(80), nullable=False),  # content hash
    Column("mark", String(80), nullable=False),  # hash of the committed descriptor
    Column("published", Moment, nullable=False),
    Column("actor", String(100), nullable=False),
    Column("summary", Text, nullable=False),
    Column("request", String(80)),  # hash of the idempotency key
    Column("withdrawn", Text),  # the reason
    Column("withdrawn_at", Moment),
    ForeignKeyConstraint(["kind", "id"], ["publication.kind", "publication.id"]),
    Index("ix_version_request", "kind", "id", "request"),
)

audit = Table(
    "audit",
    METADATA,
    Column("seq", Counter, primary_key=True, autoincrement=True),
    Column("at", Moment, nullable=False),
    Column("actor", String(100), nullable=False),
    Column("action", String(60), nullable=False),
    Column("subject", String(300), nullable=False),
    Column("details", Text, nullable=False),
    Column("previous", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
)

event = Table(
    "event",
    METADATA,
    Column("seq", Counter, primary_key=True, autoincrement=True),
    Column("at", Moment, nullable=False),
    Column("kind", String(60), nullable=False),
    Column("subject", String(300), nullable=False),
    Column("details", Text, nullable=False),
    Column("applied", Moment),
    Index("ix_event_applied", "applied", "seq"),
)

pipeline = Table(
    "pipeline",
    METADATA,
    Column("id", String(200), primary_key=True),  # owner/name
    Column("project", Text, nullable=False),  # folder of the project
    Column("entry", Text, nullable=False),
    Column("parameters", Text, nullable=False),  # JSON object
    Column("declared", Integer, nullable=False),  # 1: its repository says so, and pages change nothing of it
    Column("paused", Integer, nullable=False),
    Column("schedule", String(200), nullable=False),  # cron; empty: never
    Column("timezone", String(60), nullable=False),
    Column("next_at", Moment),
    Column("overlap", String(10), nullable=False),  # skip, queue, replace
    Column("catch_up", String(10), nullable=False),  # none, last, all
    Column("retries", Integer, nullable=False),
    Column("repeat_if_lost", Integer, nullable=False),
    Column("backoff_seconds", Float, nullable=False),
    Column("timeout_seconds", Float),
    Column("cpu", Float),
    Column("memory_bytes", BigInteger),
    Column("gpu", Integer, nullable=False),
    Column("group_name", String(100)),
    Column("launcher", String(30), nullable=False),
    Column("tell", Text, nullable=False),  # JSON: whom, how and of what
    Column("created", Moment, nullable=False),
    Column("actor", String(100), nullable=False),
    Index("ix_pipeline_due", "paused", "next_at"),
)

trigger = Table(
    "trigger",
    METADATA,
    Column("pipeline", String(200), primary_key=True),
    Column("kind", String(10), primary_key=True),  # pipeline, package, bucket, push, save
    Column("subject", String(300), primary_key=True),  # what it waits for: a pipeline, a package, bucket/path
    Column("seen", Text),  # of a bucket: what lay there
    ForeignKeyConstraint(["pipeline"], ["pipeline.id"], ondelete="CASCADE"),
    Index("ix_trigger_subject", "kind", "subject"),
)

concurrency_group = Table(
    "concurrency_group",
    METADATA,
    Column("name", String(100), primary_key=True),
    Column("cap", Integer, nullable=False),
)

run = Table(
    "run",
    METADATA,
    Column("id", Counter, primary_key=True, autoincrement=True),
    Column("pipeline", String(200), nullable=False),  # empty: of none
    Column("occurrence", String(300), nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("purpose", String(10), nullable=False),  # run, test, build
    Column("state", String(10), nullable=False),
    Column("cause", String(20), nullable=False),  # schedule, person, pipeline, package, bucket, push, save
    Column("actor", String(100), nullable=False),
    Column("project", Text, nullable=False),
    Column("entry", Text, nullable=False),
    Column("parameters", Text, nullable=False),  # JSON object
    Column("commit", String(64)),  # empty: the working tree
    Column("retries", Integer, nullable=False),
    Column("repeat_if_lost", Integer, nullable=False),
    Column("backoff_seconds", Float, nullable=False),
    Column("timeout_seconds", Float),
    Column("cpu", Float),
    Column("memory_bytes", BigInteger),
    Column("gpu", Integer, nullable=False),
    Column("group_name", String(100)),
    Column("launcher", String(30), nullable=False),
    Column("priority", Integer, nullable=False),
    Column("not_before", Moment, nullable=False),
    Column("scheduled_at", Moment),
    Column("interval_start", Moment),
    Column("interval_end", Moment),
    # who has it: each write of a worker carries the token that its claim was given
    Column("host", String(200)),
    Column("worker", String(200)),
    Column("handle", Text),  # what a launcher knows its work by
    Column("token", Integer, nullable=False),
    Column("lease", Moment),
    Column("launch", Integer, nullable=False),
    Column("cancel", Integer, nullable=False),
    Column("created", Moment, nullable=False),
    Column("started", Moment),
    Column("ended", Moment),
    # how it went
    Column("exit_code", Integer),
    Column("reason", Text),
    Column("cpu_seconds", Float),
    Column("memory_peak", BigInteger),
    Column("measured", String(10)),  # tree: all of it; least: at least that much
    Column("enforced", Text),  # which limits held, and how
    Column("kills", Integer),  # by the machine, for want of memory, inside the run
    Column("bytes_read", BigInteger),
    Column("rows_read", BigInteger),
    Column("bytes_written", BigInteger),
    Column("rows_written", BigInteger),
    Column("report", Text),  # JSON: moved, cells, published, artefacts
    Column("removed", Moment),  # when its files were swept
    UniqueConstraint("pipeline", "occurrence", "attempt", name="uq_run_occurrence"),
    Index("ix_run_queued", "state", "priority", "id"),
    Index("ix_run_pipeline", "pipeline", "state"),
    Index("ix_run_group", "group_name", "state"),
    Index("ix_run_ended", "ended"),
)

run_event = Table(
    "run_event",
    METADATA,
    Column("seq", Counter, primary_key=True, autoincrement=True),
    Column("run", Counter, nullable=False),
    Column("at", Moment, nullable=False),
    Column("kind", String(30), nullable=False),  # the state that it came to, or what was learnt too late
    Column("details", Text, nullable=False),
    Index("ix_run_event_run", "run", "seq"),
)

notice = Table(
    "notice",
    METADATA,
    Column("seq", Counter, primary_key=True, autoincrement=True),
    Column("key", String(300), nullable=False, unique=True),  # one message an event, whoever sees it
    Column("at", Moment, nullable=False),
    Column("kind", String(20), nullable=False),  # failed, recovered, succeeded, missing, late, digest
    Column("subject", String(300), nullable=False),  # a pipeline or a package
    Column("run", Counter),
    Column("channel", String(30), nullable=False),
    Column("receiver", Text, nullable=False),
    Column("state", String(10), nullable=False),  # waiting, sent, failed
    Column("tries", Integer, nullable=False),
    Column("not_before", Moment, nullable=False),
    Column("details", Text, nullable=False),
    Column("sent", Moment),
    Index("ix_notice_waiting", "state", "not_before"),
)

secret = Table(
    "secret",
    METADATA,
    Column("name", String(200), primary_key=True),
    Column("value", Text, nullable=False),  # encrypted; the key lies outside of the database
    Column("actor", String(100), nullable=False),
    Column("changed", Moment, nullable=False),
)

saved = Table(
    "saved",
    METADATA,
    Column("project", String(500), primary_key=True),
    Column("path", String(500), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("actor", String(100), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("folder", Text, nullable=False),  # where its files lie
)

cursor = Table(
    "cursor",
    METADATA,
    Column("name", String(60), primary_key=True),  # who reads the events
    Column("seq", BigInteger, nullable=False),
)
