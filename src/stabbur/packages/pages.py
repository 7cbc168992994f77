"""Notebooks and stories of a package: checked, copied, and made into pages without running anything."""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stabbur.errors import BadInput, NotFound
from stabbur.packages.content import file_hash
from stabbur.packages.local_files import files_of
from stabbur.packages.regular import need_regular


@dataclass
class Page:
    """A notebook or a story of a package."""

    kind: str
    name: str
    path: Path
    title: str
    more: dict[str, Any]

    @property
    def key(self) -> str:
        """Kind and name, by which no other page of the package goes."""
        return f"{self.kind}/{self.name}"

    @property
    def entry(self) -> str:
        """The story's file to open, as it lies in the package."""
        return f"stories/{self.name}/index.html"

    def check(self) -> None:
        """Refuse what is not there or cannot be shown."""
        if not os.path.exists(self.path):  # unlike Path.exists it says no to a name that no disk could hold
            shown = str(self.path)[:200]
            raise NotFound(f"there is no file '{shown}'", code="file-missing", path=shown)
        need_regular(self.path)
        if self.kind == "notebook":
            # what shows notebooks takes seconds to load, and most packages have none
            from stabbur.packages.notebooks import read_notebook

            read_notebook(self.path)
        elif self.path.is_dir():
            if not (self.path / "index.html").is_file():
                raise BadInput(
                    f"story folder '{self.path}' has no index.html", code="story-bad", path=str(self.path)
                )
            files_of(self.path)
        elif self.path.suffix.lower() not in (".html", ".htm"):
            raise BadInput(
                f"story '{self.path}' is no HTML file",
                hint="dp.add_notebook(…) takes notebooks",
                code="story-bad",
                path=str(self.path),
            )

    def descriptor(self) -> dict[str, Any]:
        """Return what the package's descriptor says of the page."""
        found: dict[str, Any] = {"name": self.name, "title": self.title or self.name} | self.more
        if self.kind == "story":
            return found | {"path": self.entry}
        place = f"notebooks/{self.name}"
        return found | {"path": f"{place}.ipynb", "html": f"{place}.html", "hash": file_hash(self.path)}

    def write(self, folder: Path, language: str = "nb") -> None:
        """Put the page's files into the package's folder; a notebook's page says which language it is in."""
        need_regular(self.path)
        if self.kind == "notebook":
            from stabbur.packages.notebooks import notebook_html, read_notebook

            place = folder / "notebooks"
            place.mkdir(exist_ok=True)
            shutil.copyfile(self.path, place / f"{self.name}.ipynb")
            html = notebook_html(read_notebook(self.path), self.title or self.name, language)
            (place / f"{self.name}.html").write_text(html, encoding="utf-8")
            return
        place = folder / "stories" / self.name
        place.mkdir(parents=True)
        if not self.path.is_dir():
            shutil.copyfile(self.path, place / "index.html")
            return
        for file in files_of(self.path):
            target = place / file.relative_to(self.path)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, target)
