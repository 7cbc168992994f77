"""Every table of the state, in one MetaData; a change here needs a migration."""

from datetime import UTC, datetime

from sqlalchemy import (
    BigInteger,
    Column,
    DateTime,
    Dialect,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
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
