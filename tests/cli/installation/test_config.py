"""stabbur config show."""

from pathlib import Path

from tests.cli.conftest import Run


def test_shows_where_each_value_came_from(run: Run, home: Path) -> None:
    (home / "stabbur.toml").write_text('language = "nn"\n')
    Path("stabbur.toml").write_text(
        '[sources.dvh]\nkind = "postgres"\npassword = { secret = "dvh/password" }\n'
    )
    rows = {row["key"]: row for row in run("config", "show", "--json").rows}
    assert rows["language"] == {
        "key": "language",
        "value": "nn",
        "level": "person",
        "place": f"{home / 'stabbur.toml'} line 1",
    }
    assert rows["sources.dvh.password"]["value"] == '{ secret = "dvh/password" }'
    assert rows["hub.port"]["level"] == "default"


def test_one_section_or_one_setting(run: Run) -> None:
    section = [row["key"] for row in run("config", "show", "hub", "--json").rows]
    assert {"hub.port", "hub.content_host"} <= set(section)
    assert all(key.startswith("hub.") for key in section)
    assert [row["key"] for row in run("config", "show", "hub.port", "--json").rows] == ["hub.port"]


def test_unknown_key(run: Run) -> None:
    done = run("config", "show", "hubb")
    assert done.code == 3
    assert "no setting 'hubb'" in done.err


def test_wrong_file_is_one_message(run: Run) -> None:
    Path("stabbur.toml").write_text("\n[hub]\nprt = 1")
    done = run("config", "show")
    assert done.code == 2
    assert f"{Path('stabbur.toml').resolve()} line 3" in done.err
    assert "hint: did you mean 'port'?" in done.err
