"""Which folder a package is published from, and what is said of one that holds none."""

from pathlib import Path

from stabbur.errors import BadInput, NotFound
from stabbur.io.testing.files import below, read_from


def package_at(path: Path) -> Path:
    """Return a package's folder; what is none is told, and how it would be published as a story."""
    path = read_from(path)
    if not path.exists():
        raise NotFound(f"there is no folder '{path}'", code="package-missing", path=str(path))
    if path.is_file() or not (path / "datapackage.json").is_file():
        raise NotFound(
            f"'{path}' has no datapackage.json"
            if path.is_dir()
            else f"'{path}' is not the folder of a data package",
            hint=f"as a story of its own: stabbur publish {path} --as OWNER/NAME; of data dp.write() makes a package",
            code="package-missing",
            path=str(path),
        )
    return path


def built() -> Path:
    """Return the one package that was written: here, or under build/."""
    found = [Path()] if Path("datapackage.json").is_file() else []
    found = found or [one for one in below(Path("build")) if (one / "datapackage.json").is_file()]
    if len(found) != 1:
        there = ", ".join(f"'{folder}'" for folder in found) or "none"
        told = f"which package? there is {there} in build/"
        raise BadInput(told, hint="stabbur publish build/NAME", code="package-unclear")
    return found[0]
