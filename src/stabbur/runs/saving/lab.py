"""JupyterLab's word that a notebook was saved: it is kept in a thread of its own, so that saving takes no longer.

Named in the settings of the Jupyter of a project's environment; what fails here is told in its log alone.
"""

import logging
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from stabbur.errors import StabburError
from stabbur.projects import plain

LOG = logging.getLogger(__name__)
LARGEST = 50_000_000  # bytes of a notebook
# one thread: two saves of a notebook are kept in their order
KEEPER = ThreadPoolExecutor(1, thread_name_prefix="stabbur-saving")


def keep(file: Path, held: bytes) -> None:
    """Keep what was saved; nobody who saves is stopped by what keeps a version."""
    try:
        from stabbur.runs.saving import keeping  # the state with its libraries: Jupyter starts without them

        keeping.keep(file, held=held)
    except Exception as error:  # noqa: BLE001 (a notebook that is saved is saved, whatever comes after it)
        LOG.warning("no version of '%s' was kept: %s", file, error)


def _saved(*, model: dict[str, Any], os_path: str, **_: object) -> None:
    if model.get("type") != "notebook":
        return
    try:
        # now, since the next save may be here before it is kept
        held = plain.content(Path(os_path), largest=LARGEST)
    except (StabburError, OSError) as error:
        LOG.warning("no version of '%s' was kept: %s", os_path, error)
    else:
        KEEPER.submit(keep, Path(os_path), held)


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": __name__}]


def _load_jupyter_server_extension(server: Any) -> None:
    server.contents_manager.register_post_save_hook(_saved)
