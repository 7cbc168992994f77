"""What `stabbur publish ENTRY --schedule CRON` does: the entry publishes when it runs, now and by the schedule."""

from pathlib import Path
from typing import Any

from stabbur import settings
from stabbur.errors import BadInput
from stabbur.projects import project
from stabbur.runs.parameters.entry import KINDS
from stabbur.runs.pipelines import entries, setting, starting
from stabbur.state.engine import engine


def publish_again(path: str, cron: str, **others: Any) -> list[dict[str, Any]]:
    """Return the pipeline of an entry that publishes, and the run of it that waits now.

    Raises
    ------
    BadInput
        It is a package and no entry: what makes it must run again, not the package.
    """
    if Path(path).suffix.lower() not in KINDS and ":" not in path:
        raise BadInput(
            f"'{path or 'a package'}' does not run: what makes it is scheduled",
            hint=f'stabbur publish NOTEBOOK --schedule "{cron}"',
            code="entry-kind",
        )
    given = [f"--{name.replace('_', '-')}" for name, value in others.items() if value]
    if given:
        raise BadInput(
            f"--schedule goes without {given[0]}", hint="the entry says that itself, in sb.publish(…)"
        )
    root = project.find().root
    state = engine(settings.load(root))
    made = setting.schedule(state, root, entries.within(root, path, Path.cwd()), {"schedule": cron})
    return [{"pipeline": made.id, "schedule": made.schedule, "run": starting.run_now(state, made.id)}]
