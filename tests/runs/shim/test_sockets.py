"""The sockets of a kernel that lie outside of its run's folder go with the run, however that ends."""

import json
import os
import socket
import sys
import tempfile
from pathlib import Path

from stabbur.runs.execution import kernel as kernels
from stabbur.runs.launchers import folder as folders
from stabbur.runs.shim import sockets
from tests.runs.shim.test_supervising import begin


def bound(place: Path) -> Path:
    """Return a socket that is there as the kernel's are."""
    with socket.socket(socket.AF_UNIX) as one:
        one.bind(str(place))
    return place


def test_of_a_kernel_whose_run_was_killed_they_go_with_the_run(tmp_path: Path) -> None:
    folder = tmp_path / ("deep" * 20) / "1.1"
    folder.mkdir(parents=True)
    words = [sys.executable, "-S", "-c", "0", "{connection_file}"]
    for ends in ("by its shim", "by whoever finds it"):
        kernel = kernels.start(words, folder=folder, cwd=folder, environ=dict(os.environ))
        kernel.process.wait()
        left = [bound(Path(f"{kernel.connection['ip']}-{number}")) for number in range(1, 6)]
        if ends == "by its shim":
            begin(folder, "kill -9 $$").wait()
        else:
            folders.clear(folder)
        assert not any(one.exists() for one in left), ends
        assert not left[0].parent.exists(), ends


def test_nothing_but_sockets_goes_whatever_a_run_names(tmp_path: Path) -> None:
    mine = Path(tempfile.mkdtemp(prefix="mine-"))
    other = Path(tempfile.mkdtemp(prefix=sockets.PREFIX))
    there = [bound(mine / "k-1"), other / "k-1", other / "data"]
    for file in there[1:]:
        file.touch()
    for ip in (str(mine / "k"), str(other / "k"), str(other / "data"), "127.0.0.1", 7, None):
        (tmp_path / sockets.FILE).write_text(json.dumps({"ip": ip}))
        sockets.remove(str(tmp_path))
    assert all(one.exists() for one in there)
    for file in there:
        file.unlink()
    mine.rmdir()
    other.rmdir()
