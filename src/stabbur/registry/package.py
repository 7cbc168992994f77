"""A package opened for reading: its tables as frames, its other files as paths."""

from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import Any, Literal

from stabbur import frames
from stabbur.errors import BadInput, Damaged, NotFound
from stabbur.io import sources_read
from stabbur.packages.content import file_hash
from stabbur.packages.reading.opening import Opened, open_descriptor
from stabbur.packages.reading.source import ending_of, find_resource, is_table, tables_among
from stabbur.packages.reading.table import table_of
from stabbur.packages.tables.describe import as_list
from stabbur.packages.validation.meaning import is_remote
from stabbur.registry.base import Version

MODELS = (
    "cbm", "joblib", "keras", "onnx", "pickle", "pkl", "pmml", "pt", "pth", "safetensors", "skops", "ubj",
)  # fmt: skip
Descriptor = dict[str, Any]


@dataclass(frozen=True)
class Package:
    """A package opened for reading, as `sb.read_dp` hands it out.

    `id` is `owner/name` of a published package, else its own name; `version` its number, None when it is not
    published; `descriptor` what its `datapackage.json` says.

    Examples
    --------
    >>> from pathlib import Path
    >>> import polars as pl
    >>> import stabbur as sb
    >>> _ = Path("model.joblib").write_bytes(b"weights")
    >>> dp = sb.Datapackage(name="vekst", title="Vekst").add_resource("model.joblib", name="model")
    >>> _ = dp.add_resource(pl.DataFrame({"error": [0.1]}), name="metrics")
    >>> _ = sb.publish(dp, owner="demo")
    >>> opened = sb.read_dp("demo/vekst")
    >>> opened.path("model").read_bytes()
    b'weights'
    >>> opened.read("metrics", as_="polars").rows()
    [(0.1,)]
    """

    id: str
    version: int | None
    descriptor: Descriptor = field(repr=False)
    _opened: Opened = field(repr=False)
    _published: Version | None = field(repr=False, default=None)

    @classmethod
    def at(cls, place: str | Path) -> "Package":
        """Open what lies in a folder or at an address."""
        found = open_descriptor(place)
        return cls(str(found.descriptor.get("name") or ""), None, found.descriptor, found)

    @classmethod
    def of(cls, one: Version) -> "Package":
        """Open a published version."""
        found = open_descriptor(one.folder())
        return cls(one.id, one.number, found.descriptor, found, one)

    @property
    def is_more_than_a_table(self) -> bool:
        """Whether it has a trained model, several tables, or files and no table."""
        resources = self.descriptor.get("resources") or []
        if any(ending_of(one) in MODELS for one in resources):
            return True
        tables = tables_among(resources)
        return len(resources) > 0 and (len(tables) != 1 or not is_table(tables[0]))

    @property
    def names(self) -> tuple[str, ...]:
        """The names of its resources."""
        return tuple(str(one.get("name")) for one in self.descriptor.get("resources") or [])

    def read(
        self,
        name: str | None = None,
        *,
        as_: Literal["pandas", "polars", "arrow"] = "pandas",
        strict: bool = False,
    ) -> Any:
        """Return a table as a frame; the only one when no name is given.

        Parameters
        ----------
        name
            The table's name.
        as_
            `"pandas"`, `"polars"` or `"arrow"`.
        strict
            Raise at a value that does not fit its type; otherwise it becomes null, counted in a warning.

        Raises
        ------
        NotFound
            There is no resource of that name, or no only table.
        BadInput
            The resource is a file that is no table.
        """
        table = table_of(self._opened, name, strict=strict)
        self._record(table.num_rows, table.nbytes)
        return frames.from_arrow(table, as_)

    def path(self, name: str | None = None) -> Path:
        """Return the file of a resource on this machine, its hash checked; the only resource without a name.

        It is the published file itself: read it, and copy it before changing anything.

        Raises
        ------
        NotFound
            There is no resource of that name.
        BadInput
            It has several files (`paths`), or none that lies in the package.
        Damaged
            The file is not the one that was published.
        """
        found = self.paths(name)
        if len(found) != 1:
            raise BadInput(
                f"resource '{name}' has {len(found)} files",
                hint=f'….paths("{name}")',
                code="files-several",
                name=name or "",
            )
        return found[0]

    def paths(self, name: str | None = None) -> tuple[Path, ...]:
        """Return the files of a resource on this machine, as `path` does for one."""
        resource = self._resource(name)
        listed = [str(path) for path in as_list(resource.get("path") or [])]
        if not listed:
            raise BadInput(
                f"the data of resource '{resource.get('name')}' stand in the descriptor, not in a file",
                hint=f'….read("{resource.get("name")}")',
                code="file-none",
                name=str(resource.get("name")),
            )
        found = tuple(self._file(resource, path) for path in listed)
        self._record(0, sum(file.stat().st_size for file in found))
        return found

    def _resource(self, name: str | None) -> Descriptor:
        if name is None and len(self.names) != 1:
            listed = ", ".join(f"'{one}'" for one in self.names) or "none"
            raise NotFound(
                f"say which resource: the package has {listed}",
                hint=f'….path("{self.names[0]}")' if self.names else "",
                code="resource-unknown",
            )
        return find_resource(self._opened, name)

    def _file(self, resource: Descriptor, path: str) -> Path:
        if is_remote(path) or is_remote(self._opened.base):
            address = sources_read.redacted(self._opened.place(path))
            raise BadInput(
                f"resource '{resource.get('name')}' is no file of this machine: it lies at {address}",
                hint=f'sb.read_file("{address}") reads a table; anything else is fetched by hand',
                code="file-remote",
                name=str(resource.get("name")),
            )
        if self._published is not None:
            return self._published.file(path)
        file = Path(self._opened.place(path))
        if not file.is_file():
            raise NotFound(f"there is no file '{file}'", code="file-missing", path=str(file))
        told = resource.get("hash") or (resource.get("hashes") or {}).get(path)
        if str(told).startswith("sha256:") and file_hash(file) != told:
            raise Damaged(f"'{file}' is not what the package says of it", path=str(file))
        return file

    def _record(self, rows: int, size: int) -> None:
        if self._published is not None:
            one = f"{self.id}@{self.version}"
            sources_read.record(sources_read.SourceRead("package", one, rows, size))

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_") or "descriptor" not in vars(self):
            raise AttributeError(name)
        raise AttributeError(f"a package of {len(self.names)} resources has no '{name}': {self._way()}")

    def __getitem__(self, name: object) -> Any:
        raise NotFound(
            f"'{self.id}' is a package of {len(self.names)} resources, which has no '{name}' itself",
            hint=self._way(),
            code="resource-unknown",
        )

    def _way(self) -> str:
        tables = [one for one in self.names if one in self._tables()]
        return f'read one: .read("{tables[0]}")' if tables else "it has no table"

    def _tables(self) -> set[str]:
        listed = self.descriptor.get("resources") or []
        return {str(one.get("name")) for one in tables_among(listed) if is_table(one)}

    def _rows(self) -> list[tuple[str, str, str, str]]:
        tables = self._tables()
        found = []
        for one in self.descriptor.get("resources") or []:
            name = str(one.get("name"))
            kind = "table" if name in tables else ending_of(one) or "file"
            way = f'.read("{name}")' if name in tables else f'.path("{name}")'
            found.append((name, kind, str(one.get("title") or ""), way))
        return found

    def _head(self) -> str:
        return f"{self.id} version {self.version}" if self.version else self.id

    def __repr__(self) -> str:
        rows = self._rows()
        wide = [max((len(row[at]) for row in rows), default=0) for at in range(3)]
        lines = [
            "  ".join(text.ljust(width) for text, width in zip(row, [*wide, 0], strict=True)) for row in rows
        ]
        return "\n".join([f"<Package {self._head()}>", *(f"  {line}" for line in lines)])

    def _repr_html_(self) -> str:
        head = "".join(f"<th>{word}</th>" for word in ("resource", "kind", "title", "how"))
        body = "".join(
            f"<tr>{''.join(f'<td>{escape(text)}</td>' for text in row[:3])}<td><code>{escape(row[3])}</code></td></tr>"
            for row in self._rows()
        )
        return f"<p><b>{escape(self._head())}</b></p><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
