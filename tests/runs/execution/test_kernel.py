"""How a kernel is started and reached: sockets and key are its owner's alone, and nothing of them stays."""

import os
import stat
import sys
from pathlib import Path

from stabbur.runs.execution import kernel as kernels

WAITS = [sys.executable, "-c", "import sys, time; print(open(sys.argv[1]).read()); time.sleep(600)"]


def started(folder: Path, *, ipc: bool = True) -> kernels.Kernel:
    folder.mkdir(parents=True, mode=0o700)
    words = [*WAITS, "{connection_file}"]
    return kernels.start(words, folder=folder, cwd=folder, environ=dict(os.environ), ipc=ipc)


def test_key_is_the_owners_and_goes_with_the_kernel(tmp_path: Path) -> None:
    kernel = started(tmp_path / "run")
    assert stat.S_IMODE(kernel.file.stat().st_mode) == 0o600
    assert len(kernel.connection["key"]) == 32
    kernels.stop(kernel)
    assert kernel.process.returncode is not None
    assert not kernel.file.exists()


def test_socket_fits_however_deep_the_run_lies(tmp_path: Path) -> None:
    kernel = started(tmp_path / ("deep" * 20) / ("er" * 20))
    place = Path(kernel.connection["ip"])
    assert len(os.fsencode(place)) < kernels.LONGEST
    assert stat.S_IMODE(place.parent.stat().st_mode) == 0o700
    kernels.stop(kernel)
    assert not place.parent.exists()


def test_other_kernels_get_free_ports_of_this_machine_alone(tmp_path: Path) -> None:
    kernel = started(tmp_path / "run", ipc=False)
    assert kernel.connection["ip"] == "127.0.0.1"
    assert len({kernel.connection[name] for name in kernels.PORTS}) == 5
    kernels.stop(kernel)
