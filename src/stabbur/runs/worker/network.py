"""Refuse SQLite on a disk of another machine: its locks do not hold there, and runs would be doubled."""

from contextlib import suppress
from pathlib import Path

from sqlalchemy import Engine

from stabbur.errors import BadInput

MOUNTS = Path("/proc/self/mountinfo")
NETWORK = frozenset(
    {
        "afs", "beegfs", "ceph", "cifs", "fuse.ceph", "fuse.glusterfs", "fuse.s3fs", "fuse.sshfs", "glusterfs",
        "gpfs", "lustre", "ncpfs", "nfs", "nfs3", "nfs4", "orangefs", "smb3", "smbfs",
    }
)  # fmt: skip


def refuse_network_disk(engine: Engine, mounts: Path = MOUNTS) -> None:
    """Do nothing if the state is safe to share between processes where it is.

    Raises
    ------
    BadInput
        It is an SQLite file on a disk of another machine.
    """
    if engine.dialect.name != "sqlite" or not engine.url.database:
        return
    file = Path(engine.url.database).resolve()
    kind = kind_of_disk(file, mounts)
    if kind in NETWORK:
        raise BadInput(
            f"the state '{file}' lies on a network disk ({kind}), where SQLite's locks do not hold",
            hint="set state.address to a PostgreSQL server, or STABBUR_HOME to a disk of this machine",
            code="state-on-network",
            file=str(file),
            kind=kind,
        )


def kind_of_disk(file: Path, mounts: Path = MOUNTS) -> str:
    """Return the file system that a file lies on, by the nearest place where one is mounted; "" when unknown."""
    best, kind = -1, ""
    with suppress(OSError, ValueError, IndexError):
        for line in mounts.read_text(encoding="utf-8", errors="replace").splitlines():
            before, _, after = line.partition(" - ")
            point = Path(before.split()[4].encode().decode("unicode_escape"))
            # the last of two mounts at one place covers the first
            if file.is_relative_to(point) and len(point.parts) >= best:
                best, kind = len(point.parts), after.split()[0]
    return kind
