"""Start a kernel once and let it answer: what is found here is not found by somebody in a notebook."""

import tempfile

from stabbur.errors import Unavailable
from stabbur.projects.kernels import specs
from stabbur.projects.project import Project
from stabbur.secrets import mask, printable

SECONDS = 60.0
LINES = 8  # of what a kernel said before it ended


def starts(project: Project, name: str = "", *, seconds: float = SECONDS) -> None:
    """Start a kernel of a project, wait for its answer, and stop it.

    Raises
    ------
    Unavailable
        It ended, or did not answer in time; the message has its last lines.
    """
    from jupyter_client.kernelspec import KernelSpecManager  # half a second that only a new kernel is worth
    from jupyter_client.manager import KernelManager

    name = name or project.name
    places = [str(one.folder.parent) for one in specs.own(project) if one.name == name]
    found = KernelSpecManager(kernel_dirs=places, ensure_native_kernel=False)
    manager = KernelManager(kernel_name=name, kernel_spec_manager=found)
    # where nothing lies: Python would take modules of a folder of the project for its own
    with tempfile.TemporaryFile() as said, tempfile.TemporaryDirectory() as empty:
        manager.start_kernel(cwd=empty, stdout=said, stderr=said)
        client = manager.blocking_client()
        try:
            client.start_channels()
            client.wait_for_ready(timeout=seconds)
        except RuntimeError as error:
            said.seek(0)
            last = said.read().decode("utf-8", "replace").strip().splitlines()[-LINES:]
            told = mask("\n".join(map(printable, last))) or str(error)
            raise Unavailable(
                f"the kernel '{name}' does not start: {told}",
                hint=f"stabbur clean {name} && stabbur build",
                code="kernel-broken",
                name=name,
            ) from None
        finally:
            client.stop_channels()
            manager.shutdown_kernel(now=True)
            manager.cleanup_resources()
