"""Give a copied project its own name: folder, package, imports, kernels of notebooks, and texts."""

import json
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stabbur.projects.names import package_name
from stabbur.projects.r.kernel import SUFFIX

LARGEST = 5_000_000  # bytes of one text; a larger one is data
CODE = {".py", ".pyi", ".r", ".qmd", ".rmd"}
TEXTS = {
    *CODE, ".md", ".rst", ".txt", ".toml", ".cfg", ".ini", ".yml", ".yaml", ".json", ".sh", ".sql", ".html", ".css",
    ".rproj", ".ipynb", "",
}  # fmt: skip
NOT_RENAMED = {"uv.lock", "renv.lock"}  # made anew, by the program that reads it
NOT_ENTERED = {".git", ".venv", "vendor", "node_modules", "data"}
Rewrite = Callable[[str], str]


@dataclass(frozen=True)
class Names:
    """The forms of an old and a new name, as they stand in texts and in code."""

    old: str
    new: str

    @property
    def old_package(self) -> str:
        """What the old code is imported by."""
        return re.sub(r"[-.]", "_", self.old)

    @property
    def new_package(self) -> str:
        """What the new code is imported by."""
        return package_name(self.new)

    @property
    def plain(self) -> bool:
        """Whether the old name is one word, which code may use for something else altogether."""
        return self.old == self.old_package

    def text(self, text: str) -> str:
        """Return a text in which every form of the old name is the new one, where it stands as a whole word.

        A name of one word is renamed only where nothing else can be meant: `data` is a word of prose, too.
        """
        text = re.sub(
            rf"(?<![\w-])src/{re.escape(self.old_package)}(?![\w-])", f"src/{self.new_package}", text
        )
        if self.plain:
            return self._certain(text)
        forms = [
            (self.old, self.new),
            (self.old_package, self.new_package),
            (self.old_package.upper(), self.new_package.upper()),
            *self._titles(),
        ]
        for old, new in dict(forms).items():
            text = _whole(old, new, text)
        return text

    def _titles(self) -> list[tuple[str, str]]:
        return [(shape(_spoken(self.old)), shape(_spoken(self.new))) for shape in (str.title, str.capitalize)]

    def _certain(self, text: str) -> str:
        """Return a text with a name of one word renamed in headings, imports, names of notebooks and settings."""
        for old, new in dict([*self._titles(), (self.old, self.new)]).items():
            # all of a heading, and all of what a name or title is set to
            for before in (r"#+[ \t]+", r"[ \t]*(?:name|title|description|project)[ \t]*[:=][ \t]*[\"']?"):
                text = re.sub(
                    rf"^({before}){re.escape(old)}(?=[\"']?[ \t]*\r?$)",
                    rf"\g<1>{new}",
                    text,
                    flags=re.MULTILINE,
                )
        old = re.escape(self.old_package)
        text = re.sub(
            rf"^([ \t]*(?:[>$][ \t]*)?)(from[ \t]+{old}(?:\.\w+)*[ \t]+import\b|import[ \t]+{old}[ \t]*$)",
            lambda found: found[1] + re.sub(rf"\b{old}\b", self.new_package, found[2], count=1),
            text,
            flags=re.MULTILINE,
        )
        text = re.sub(rf"(?<=python -m ){old}(?![\w-])", self.new_package, text)
        return self._notebooks(text)

    def _notebooks(self, text: str) -> str:
        return re.sub(rf"(?<![\w.-]){re.escape(self.old)}(?=\.ipynb\b)", self.new, text)

    def code(self, text: str) -> str:
        """Return code with its imports renamed; a name of one word stays where it may mean another thing."""
        if not self.plain:
            return self.text(text)
        old, new = re.escape(self.old_package), self.new_package
        imported = re.search(rf"^[ \t]*import[ \t]+{old}\b(?![ \t]+as\b)", text, re.MULTILINE)
        text = re.sub(
            rf"^([ \t]*(?:from|import)[ \t]+){old}(?=[.\s,]|$)", rf"\g<1>{new}", text, flags=re.MULTILINE
        )
        if imported:
            text = re.sub(rf"(?<![\w.'\"-]){old}(?=\.[A-Za-z_])", new, text)
        return self._notebooks(text.replace(f"src/{self.old_package}/", f"src/{new}/"))

    def settings(self, text: str) -> str:
        """Return a TOML or YAML text: `package: old` and paths take the package's form, the rest the name's."""
        if self.plain:
            old = re.escape(self.old)
            key = r"^([ \t]*(?:package|module-name)[ \t]*[:=][ \t]*[\"']?)"
            text = re.sub(rf"(?m){key}{old}\b", rf"\g<1>{self.new_package}", text)
            # a program such as tall.cli:main
            text = re.sub(rf"(?<![\w./-]){old}(?=(?:\.\w+)*:[A-Za-z_])", self.new_package, text)
        return self.text(text)

    def notebook(self, text: str) -> str:
        """Return a notebook whose cells and kernel have the new name; outputs stay as they are."""
        book = json.loads(text)
        if not isinstance(book, dict) or not isinstance(book.get("cells"), list):
            return text
        changed = self._kernel(book.get("metadata"))
        for cell in book["cells"]:
            source = cell.get("source", "")
            whole = "".join(source) if isinstance(source, list) else str(source)
            renamed = self.code(whole) if cell.get("cell_type") == "code" else self.text(whole)
            if renamed != whole:
                cell["source"] = renamed.splitlines(keepends=True) if isinstance(source, list) else renamed
                changed = True
        # as Jupyter writes it, and as it stood when nothing had to be renamed
        return json.dumps(book, ensure_ascii=False, indent=1) + "\n" if changed else text

    def _kernel(self, metadata: Any) -> bool:
        kernel = metadata.get("kernelspec") if isinstance(metadata, dict) else None
        if not isinstance(kernel, dict):
            return False
        endings = ("", SUFFIX)  # of Python's kernel, and of R's
        names = {f"{old}{end}": f"{self.new}{end}" for old in (self.old, self.old_package) for end in endings}
        found = {
            key: names[str(kernel[key])] for key in ("name", "display_name") if str(kernel.get(key)) in names
        }
        kernel.update(found)
        return bool(found)


def rename(root: Path, old: str, new: str) -> None:
    """Rename a copied project in place."""
    names = Names(old, new)
    if old == new:
        return
    for path in _files(root):
        _rewrite(path, names)
    moved = {
        path: goal for path in _paths(root) if (goal := _goal(path, names)) and not os.path.lexists(goal)
    }
    # the deepest first, so that no path changes under us
    for path in sorted(moved, key=lambda one: len(one.parts), reverse=True):
        path.rename(moved[path])


def _rewrite(file: Path, names: Names) -> None:
    try:
        text = file.read_bytes().decode("utf-8")
        found = _how(file.suffix.lower(), names)(text)
    except ValueError:  # no text, or no notebook after all
        return
    if found != text and "\0" not in text:
        file.write_bytes(found.encode())


def _how(suffix: str, names: Names) -> Rewrite:
    if suffix == ".ipynb":
        return names.notebook
    if suffix in (".toml", ".yml", ".yaml", ".cfg", ".ini"):
        return names.settings
    return names.code if suffix in CODE else names.text


def _files(root: Path) -> Iterator[Path]:
    for path in _paths(root):
        plain = path.is_file() and not path.is_symlink() and path.stat().st_size <= LARGEST
        if plain and path.suffix.lower() in TEXTS and path.name not in NOT_RENAMED:
            yield path


def _paths(root: Path) -> Iterator[Path]:
    for folder, inside, files in os.walk(root):
        # a package may be called data or vendor
        package = Path(folder) == root / "src"
        inside[:] = sorted(name for name in inside if package or name not in NOT_ENTERED)
        yield from (Path(folder, name) for name in [*inside, *sorted(files)])


def _goal(path: Path, names: Names) -> Path | None:
    """Where a file or folder that is called by the old name goes; the package's folder takes the package's form."""
    stem, suffix = (path.name, "") if path.is_dir() else (path.stem, path.suffix)
    if stem == names.old_package and (not names.plain or path.parent.name == "src"):
        return path.with_name(names.new_package + suffix)
    if stem != names.old or (
        names.plain and path.parent.name not in ("src", "notebooks") and suffix != ".Rproj"
    ):
        return None
    return path.with_name(names.new + suffix)


def _spoken(name: str) -> str:
    return re.sub(r"[-_.]+", " ", name)


def _whole(old: str, new: str, text: str) -> str:
    return re.sub(rf"(?<![\w-]){re.escape(old)}(?![\w-])", lambda _: new, text)
