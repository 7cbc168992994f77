"""What a shell is offered: names of the settings and of the catalogue; nothing, and no noise, when they are wrong."""

from collections.abc import Iterable
from pathlib import Path

import click
import polars as pl
import pytest
from click.shell_completion import ShellComplete
from hypothesis import given
from hypothesis import strategies as st

import stabbur as sb
from stabbur.cli import completing
from stabbur.cli.main import COMMANDS, stabbur
from stabbur.errors import BadInput
from tests.cli.conftest import Run
from tests.cli.test_main import LEAVES
from tests.projects.small import small

SETTINGS = """
[sources.dvh]
kind = "postgres"
password = { secret = "dvh/password" }
[buckets.delt]
address = "delt"
"""


def offered(*words: str) -> set[str]:
    """What the shell offers for the last word."""
    shell = ShellComplete(stabbur, {}, "stabbur", "_STABBUR_COMPLETE")
    return {str(item.value) for item in shell.get_completions(list(words[:-1]), words[-1])}


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_offered(name: str) -> None:
    assert name in offered(name[:3])


@pytest.mark.parametrize(("path", "command"), LEAVES, ids=[" ".join(path) for path, _ in LEAVES])
def test_every_option_is_offered(path: tuple[str, ...], command: click.Command, home: Path) -> None:
    options = {opt for one in command.params if isinstance(one, click.Option) for opt in one.opts}
    # a short one has one dash alone
    assert {one for one in options if one.startswith("--")} <= offered(*path, "--")
    assert "--json" in offered(*path, "--js")


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("read", "d"), {"dvh", "d"}),  # the word itself stands for the files of the shell
        (("sources", "test", ""), {"dvh"}),
        (("config", "show", "hub.p"), {"hub.port"}),
        (("publish", "--bucket", ""), {"local", "delt"}),
        (("publish", "--access", "p"), {"public"}),
        (("secrets", "set", "dvh"), {"dvh/password"}),
        (("secrets", "delete", "x", "--store", ""), {"environment", "files", "keyring", "state", "vault"}),
        (("search", "--kind", ""), {"package", "story", "notebook"}),
        (("completion", "z"), {"zsh"}),
        (("withdraw", "demo"), set()),
    ],
)
def test_names_are_offered(run: Run, words: tuple[str, ...], expected: set[str]) -> None:
    Path("stabbur.toml").write_text(SETTINGS)
    assert offered(*words) == expected


def test_published_packages_are_offered(run: Run) -> None:
    package = sb.Datapackage(name="tall", title="Tall", description="Tall", licenses=["CC-BY-4.0"])
    package.add_resource(pl.DataFrame({"kommune": ["0301"]}), name="kommuner")
    sb.publish(package, owner="demo")
    assert offered("withdraw", "de") == {"demo/tall"}
    assert "demo/tall" in offered("read", "demo")


@pytest.mark.parametrize("command", ["remove", "upgrade"])
def test_packages_of_the_project_are_offered(run: Run, command: str) -> None:
    assert offered(command, "") == set(), "outside a project there are none"
    small(Path.cwd(), "pandas>=3", "polars")
    assert offered(command, "pa") == {"pandas"}


def test_asking_makes_nothing_ready(run: Run, home: Path) -> None:
    assert list(completing.published()) == []
    assert list(home.iterdir()) == []


@pytest.mark.parametrize("words", [("read", "d"), ("sources", "test", ""), ("config", "show", "")])
def test_wrong_settings_are_silence(
    run: Run, words: tuple[str, ...], capfd: pytest.CaptureFixture[str]
) -> None:
    Path("stabbur.toml").write_text("[hub\n")
    assert offered(*words) <= {"d"}
    assert capfd.readouterr() == ("", "")


@given(st.lists(st.text(min_size=1)), st.text())
def test_what_is_offered_begins_with_the_word_and_comes_once(names: list[str], word: str) -> None:
    complete = completing.offer(lambda: names * 2)
    found = [item.value for item in complete(click.Context(stabbur), click.Argument(["x"]), word)]
    assert found == sorted({name for name in names if name.startswith(word)})


def test_error_of_ours_is_silence_and_another_is_not() -> None:
    def wrong() -> Iterable[str]:
        raise BadInput("x")

    assert completing.offer(wrong)(click.Context(stabbur), click.Argument(["x"]), "") == []
