"""Print how the code is built, beside what we aim at: `make measure`. Read by `ast`; nothing is imported."""

import ast
import io
import statistics
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SUPPRESSIONS = ("noqa", "type: ignore", "pragma:")
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class File:
    """A source file: its lines, its comments and its tree."""

    path: Path
    text: str

    @cached_property
    def lines(self) -> list[str]:
        """The lines, without their ends."""
        return self.text.splitlines()

    @cached_property
    def comments(self) -> list[str]:
        """The comments, each from its sign on."""
        if "#" not in self.text:
            return []
        found = tokenize.generate_tokens(io.StringIO(self.text).readline)
        return [token.string for token in found if token.type == tokenize.COMMENT]

    @cached_property
    def tree(self) -> ast.Module:
        """What the file says, parsed."""
        return ast.parse(self.text)

    def functions(self) -> Iterator[Function]:
        """Yield every function and method."""
        yield from (node for node in ast.walk(self.tree) if isinstance(node, Function))

    def public(self) -> Iterator[Function | ast.ClassDef]:
        """Yield what others may use: classes, functions and methods without an underscore."""
        for node in self.tree.body:
            inner = node.body if isinstance(node, ast.ClassDef) and not node.name.startswith("_") else []
            for one in (node, *inner):
                if isinstance(one, Function | ast.ClassDef) and not one.name.startswith("_"):
                    yield one


def length(node: Function) -> int:
    """Return the lines of a function."""
    return (node.end_lineno or node.lineno) - node.lineno + 1


def annotated(node: Function) -> bool:
    """Say whether every parameter and the result have a type."""
    given = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
    needed = [one for one in given if one.arg not in ("self", "cls")]
    return all(one.annotation for one in needed) and (node.returns is not None or node.name == "__init__")


def share(part: int, whole: int) -> str:
    """Return a part as per cent."""
    return f"{100 * part / whole:.0f} %" if whole else "none"


def figures(sources: list[File], tests: list[File]) -> Iterator[tuple[str, str, str]]:
    """Yield each figure with its value and the aim."""
    lengths = sorted(len(file.lines) for file in sources)
    lines, tested = sum(lengths), sum(len(file.lines) for file in tests)
    functions = [one for file in sources for one in file.functions()]
    public = [one for file in sources for one in file.public()]
    code = sum(1 for file in sources for line in file.lines if line.strip() and line.strip()[0] != "#")
    why = [text for file in sources for text in file.comments]
    muted = sum(any(word in text for word in SUPPRESSIONS) for text in why)
    named = {file.path.stem.removeprefix("test_") for file in tests}
    own = [file for file in sources if file.path.stem != "__init__" and "migrations" not in file.path.parts]
    missing = [file for file in own if file.path.stem.strip("_") not in named]
    undocumented = [one for one in public if not ast.get_docstring(one)]
    yield "files", f"{len(sources)}", ""
    yield "lines", f"{lines}", ""
    yield "lines per file, median", f"{statistics.median(lengths):.0f}", "60–150"
    yield "lines per file, most", f"{lengths[-1]}", "≤ 300"
    yield "lines per function, median", f"{statistics.median(map(length, functions)):.0f}", "6–12"
    yield "lines per function, most", f"{max(map(length, functions))}", "≤ 60"
    yield "functions of more than 50 lines", f"{sum(length(one) > 50 for one in functions)}", "≤ 1 %"
    yield "functions with every type", share(sum(map(annotated, functions)), len(functions)), "100 %"
    yield "public without a docstring", share(len(undocumented), len(public)), "≤ 10 %"
    yield "comments per 100 lines of code", f"{100 * (len(why) - muted) / code:.1f}", "2–5"
    yield "suppressions per 1000 lines", f"{1000 * muted / lines:.1f}", "≤ 0.5"
    yield "lines of tests per line of source", f"{tested / lines:.2f}", "1.0–1.6"
    yield "lines per test file, most", f"{max(len(file.lines) for file in tests)}", "≤ 500"
    yield "source files with a test of their name", share(len(own) - len(missing), len(own)), "≥ 90 %"


def read(folder: Path) -> list[File]:
    """Read every file of a folder."""
    return [
        File(path, path.read_text(encoding="utf-8"))
        for path in sorted(folder.rglob("*.py"))
        if "__pycache__" not in path.parts
    ]


def main() -> None:
    """Print the table."""
    for name, value, aim in figures(read(ROOT / "src"), read(ROOT / "tests")):
        print(f"{name:<42}{value:>8}   {aim}")


if __name__ == "__main__":
    main()
