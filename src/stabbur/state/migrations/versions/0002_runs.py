"""Runs and pipelines: the queue, what it tells, saved versions, secrets of the workers."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

COUNTER = sa.BigInteger().with_variant(sa.Integer, "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables."""
    pipelines()
    triggers()
    concurrency_groups()
    runs()
    run_events()
    notices()
    secrets()
    saveds()
    cursors()


def pipelines() -> None:
    """Make the table `pipeline`."""
    op.create_table(
        "pipeline",
        sa.Column("id", sa.String(200)),
        sa.Column("project", sa.Text, nullable=False),
        sa.Column("entry", sa.Text, nullable=False),
        sa.Column("parameters", sa.Text, nullable=False),
        sa.Column("declared", sa.Integer, nullable=False),
        sa.Column("paused", sa.Integer, nullable=False),
        sa.Column("schedule", sa.String(200), nullable=False),
        sa.Column("timezone", sa.String(60), nullable=False),
        sa.Column("next_at", MOMENT),
        sa.Column("overlap", sa.String(10), nullable=False),
        sa.Column("catch_up", sa.String(10), nullable=False),
        sa.Column("retries", sa.Integer, nullable=False),
        sa.Column("repeat_if_lost", sa.Integer, nullable=False),
        sa.Column("backoff_seconds", sa.Float, nullable=False),
        sa.Column("timeout_seconds", sa.Float),
        sa.Column("cpu", sa.Float),
        sa.Column("memory_bytes", sa.BigInteger),
        sa.Column("gpu", sa.Integer, nullable=False),
        sa.Column("group_name", sa.String(100)),
        sa.Column("launcher", sa.String(30), nullable=False),
        sa.Column("tell", sa.Text, nullable=False),
        sa.Column("created", MOMENT, nullable=False),
        sa.Column("actor", sa.String(100), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_pipeline"),
    )
    op.create_index("ix_pipeline_due", "pipeline", ["paused", "next_at"])


def triggers() -> None:
    """Make the table `trigger`."""
    op.create_table(
        "trigger",
        sa.Column("pipeline", sa.String(200)),
        sa.Column("kind", sa.String(10)),
        sa.Column("subject", sa.String(300)),
        sa.Column("seen", sa.Text),
        sa.PrimaryKeyConstraint("pipeline", "kind", "subject", name="pk_trigger"),
        sa.ForeignKeyConstraint(
            ["pipeline"], ["pipeline.id"], name="fk_trigger_pipeline", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_trigger_subject", "trigger", ["kind", "subject"])


def concurrency_groups() -> None:
    """Make the table `concurrency_group`."""
    op.create_table(
        "concurrency_group",
        sa.Column("name", sa.String(100)),
        sa.Column("cap", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_concurrency_group"),
    )


def runs() -> None:
    """Make the table `run`."""
    op.create_table(
        "run",
        sa.Column("id", COUNTER, autoincrement=True),
        sa.Column("pipeline", sa.String(200), nullable=False),
        sa.Column("occurrence", sa.String(300), nullable=False),
        sa.Column("attempt", sa.Integer, nullable=False),
        sa.Column("purpose", sa.String(10), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("cause", sa.String(20), nullable=False),
        sa.Column("actor", sa.String(100), nullable=False),
        sa.Column("project", sa.Text, nullable=False),
        sa.Column("entry", sa.Text, nullable=False),
        sa.Column("parameters", sa.Text, nullable=False),
        sa.Column("commit", sa.String(64)),
        sa.Column("retries", sa.Integer, nullable=False),
        sa.Column("repeat_if_lost", sa.Integer, nullable=False),
        sa.Column("backoff_seconds", sa.Float, nullable=False),
        sa.Column("timeout_seconds", sa.Float),
        sa.Column("cpu", sa.Float),
        sa.Column("memory_bytes", sa.BigInteger),
        sa.Column("gpu", sa.Integer, nullable=False),
        sa.Column("group_name", sa.String(100)),
        sa.Column("launcher", sa.String(30), nullable=False),
        sa.Column("priority", sa.Integer, nullable=False),
        sa.Column("not_before", MOMENT, nullable=False),
        sa.Column("scheduled_at", MOMENT),
        sa.Column("interval_start", MOMENT),
        sa.Column("interval_end", MOMENT),
        sa.Column("host", sa.String(200)),
        sa.Column("worker", sa.String(200)),
        sa.Column("handle", sa.Text),
        sa.Column("token", sa.Integer, nullable=False),
        sa.Column("lease", MOMENT),
        sa.Column("launch", sa.Integer, nullable=False),
        sa.Column("cancel", sa.Integer, nullable=False),
        sa.Column("created", MOMENT, nullable=False),
        sa.Column("started", MOMENT),
        sa.Column("ended", MOMENT),
        sa.Column("exit_code", sa.Integer),
        sa.Column("reason", sa.Text),
        sa.Column("cpu_seconds", sa.Float),
        sa.Column("memory_peak", sa.BigInteger),
        sa.Column("measured", sa.String(10)),
        sa.Column("enforced", sa.Text),
        sa.Column("kills", sa.Integer),
        sa.Column("bytes_read", sa.BigInteger),
        sa.Column("rows_read", sa.BigInteger),
        sa.Column("bytes_written", sa.BigInteger),
        sa.Column("rows_written", sa.BigInteger),
        sa.Column("report", sa.Text),
        sa.Column("removed", MOMENT),
        sa.PrimaryKeyConstraint("id", name="pk_run"),
        sa.UniqueConstraint("pipeline", "occurrence", "attempt", name="uq_run_occurrence"),
    )
    op.create_index("ix_run_ended", "run", ["ended"])
    op.create_index("ix_run_group", "run", ["group_name", "state"])
    op.create_index("ix_run_pipeline", "run", ["pipeline", "state"])
    op.create_index("ix_run_queued", "run", ["state", "priority", "id"])


def run_events() -> None:
    """Make the table `run_event`."""
    op.create_table(
        "run_event",
        sa.Column("seq", COUNTER, autoincrement=True),
        sa.Column("run", COUNTER, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("kind", sa.String(30), nullable=False),
        sa.Column("details", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_run_event"),
    )
    op.create_index("ix_run_event_run", "run_event", ["run", "seq"])


def notices() -> None:
    """Make the table `notice`."""
    op.create_table(
        "notice",
        sa.Column("seq", COUNTER, autoincrement=True),
        sa.Column("key", sa.String(300), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("subject", sa.String(300), nullable=False),
        sa.Column("run", COUNTER),
        sa.Column("channel", sa.String(30), nullable=False),
        sa.Column("receiver", sa.Text, nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("not_before", MOMENT, nullable=False),
        sa.Column("details", sa.Text, nullable=False),
        sa.Column("sent", MOMENT),
        sa.PrimaryKeyConstraint("seq", name="pk_notice"),
        sa.UniqueConstraint("key", name="uq_notice_key"),
    )
    op.create_index("ix_notice_waiting", "notice", ["state", "not_before"])


def secrets() -> None:
    """Make the table `secret`."""
    op.create_table(
        "secret",
        sa.Column("name", sa.String(200)),
        sa.Column("value", sa.Text, nullable=False),
        sa.Column("actor", sa.String(100), nullable=False),
        sa.Column("changed", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_secret"),
    )


def saveds() -> None:
    """Make the table `saved`."""
    op.create_table(
        "saved",
        sa.Column("project", sa.String(500)),
        sa.Column("path", sa.String(500)),
        sa.Column("number", sa.Integer),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("actor", sa.String(100), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("folder", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("project", "path", "number", name="pk_saved"),
    )


def cursors() -> None:
    """Make the table `cursor`."""
    op.create_table(
        "cursor",
        sa.Column("name", sa.String(60)),
        sa.Column("seq", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_cursor"),
    )
