"""A small project for tests that ask nothing but packages: no template, no Stabbur in it."""

from pathlib import Path
from textwrap import dedent

from stabbur.projects.project import Project
from tests.servers.index import Index


def small(folder: Path, *needs: str, name: str = "small", python: str = ">=3.11", more: str = "") -> Project:
    """Write a project that needs packages, and return it."""
    listed = ", ".join(f'"{one}"' for one in needs)
    code = folder / "src" / name
    code.mkdir(parents=True)
    (code / "__init__.py").write_text("", encoding="utf-8")
    (folder / "stabbur.toml").write_text("", encoding="utf-8")
    text = f"""\
        [project]
        name = "{name}"
        version = "0.1.0"
        requires-python = "{python}"
        dependencies = [{listed}]

        [build-system]
        requires = ["uv_build>=0.9,<1"]
        build-backend = "uv_build"
        """
    (folder / "pyproject.toml").write_text(dedent(text) + more, encoding="utf-8")
    return Project(folder, name)


def settle(home: Path, index: Index, more: str = "") -> None:
    """Write the person's settings: packages come from an index."""
    signed = f'user = "{index.user}"\npassword = {{ secret = "nexus/password" }}\n' if index.user else ""
    text = f'[packages]\nindex = "{index.url}"\n{signed}{more}'
    (home / "stabbur.toml").write_text(text, encoding="utf-8")
