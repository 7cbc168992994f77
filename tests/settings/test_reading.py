"""What holds where: environment, project, person, installation, default."""

from pathlib import Path

import pytest

from stabbur import settings
from stabbur.errors import BadInput
from stabbur.settings.reading import read
from tests.settings.conftest import Levels


def test_without_any_file_the_defaults_hold(levels: Levels) -> None:
    found, origins = levels.read()
    assert found == settings.Settings()
    assert origins == {}


def test_nearer_levels_hold_key_by_key(levels: Levels) -> None:
    levels.write(
        "installation", 'owner = "i"\nlanguage = "en"\nhelp_address = "help@example.no"\n[hub]\nport = 1'
    )
    levels.write("person", 'owner = "p"\nlanguage = "nn"\n')
    levels.write("project", 'owner = "prosjekt"\n')
    found, origins = levels.read(STABBUR_HUB__PORT="8900")
    assert (found.owner, found.language, found.help_address) == ("prosjekt", "nn", "help@example.no")
    assert found.hub.port == 8900
    levels_of = {".".join(key): origin.level for key, origin in origins.items()}
    assert levels_of == {
        "owner": "project",
        "language": "person",
        "help_address": "installation",
        "hub.port": "environment",
    }


def test_installation_is_not_read_when_home_is_set_by_hand(levels: Levels) -> None:
    levels.write("installation", 'owner = "i"')
    levels.write("person", 'language = "en"')
    found, _ = levels.read(STABBUR_HOME=levels.home)
    assert (found.owner, found.language) == (None, "en")


def test_project_is_found_upwards_from_a_folder_inside(tmp_path: Path) -> None:
    (tmp_path / "stabbur.toml").write_text('owner = "team"')
    inner = tmp_path / "notebooks" / "deep"
    inner.mkdir(parents=True)
    environ = {"STABBUR_HOME": str(tmp_path / "home")}
    assert settings.load(inner, environ).owner == "team"


def test_project_is_not_looked_for_above_its_repository(tmp_path: Path) -> None:
    (tmp_path / "stabbur.toml").write_text('owner = "somebody-else"')
    (tmp_path / "repository" / ".git").mkdir(parents=True)
    environ = {"STABBUR_HOME": str(tmp_path / "home")}
    assert settings.load(tmp_path / "repository", environ).owner is None


def test_person_file_is_not_the_project_as_well(tmp_path: Path) -> None:
    (tmp_path / "stabbur.toml").write_text('[secrets]\nfolder = "/mnt/secrets"')
    found, origins = read(tmp_path, {"STABBUR_HOME": str(tmp_path)})
    assert found.secrets.folder == "/mnt/secrets"
    assert origins["secrets", "folder"].level == "person"


def test_local_paths_are_seen_from_their_file(levels: Levels) -> None:
    file = levels.write(
        "project",
        '[sources.a]\nkind = "sqlite"\naddress = "data/a.db"\n'
        '[sources.b]\nkind = "sqlite"\naddress = ":memory:"\n'
        '[buckets.c]\naddress = "bucket"\n[sources.d]\nkind = "postgres"\naddress = "db:5432/base"\n',
    )
    found, _ = levels.read()
    assert found.sources["a"].address == str(file.parent / "data" / "a.db")
    assert found.sources["b"].address == ":memory:"
    assert found.buckets["c"].address == str(file.parent / "bucket")
    assert found.sources["d"].address == "db:5432/base"


@pytest.mark.parametrize(
    ("content", "code", "line"),
    [
        (b'owner = "a"\nlanguage = nb\n', "settings-not-toml", 2),
        (b'owner = "a"\nowner = "b"\n', "settings-not-toml", 2),
        (b'owner = "\xe5"\n', "settings-unreadable", None),
        (b"[hub\n", "settings-not-toml", 1),
    ],
)
def test_file_that_is_not_toml(levels: Levels, content: bytes, code: str, line: int | None) -> None:
    file = levels.write("project", "")
    file.write_bytes(content)
    with pytest.raises(BadInput, match="stabbur") as error:
        levels.read()
    assert error.value.code == code
    assert error.value.params.get("line") == line


def test_byte_order_mark_is_no_mistake(levels: Levels) -> None:
    file = levels.write("project", "")
    file.write_bytes(b"\xef\xbb\xbfowner = 'a'\r\n")
    assert levels.read()[0].owner == "a"


def test_reference_knows_where_it_is_asked_for(levels: Levels) -> None:
    file = levels.write(
        "project",
        '[sources.dvh]\nkind = "postgres"\npassword = { secret = "dvh/password" }\n'
        'options = { token = { secret = "dvh/token" }, sslmode = "require" }\n',
    )
    source = levels.read()[0].sources["dvh"]
    assert source.password is not None
    assert source.password.where == f"'sources.dvh.password' in {file} line 3"
    assert source.references()["options.token"].where == f"'sources.dvh.options.token' in {file} line 4"
    assert source.options["sslmode"] == "require"


def test_explain_lists_every_setting_with_its_place(levels: Levels, monkeypatch: pytest.MonkeyPatch) -> None:
    file = levels.write("person", '# mine\nowner = "kari"\n')
    rows = {row.key: row for row in settings.explain(levels.folder, {"STABBUR_HOME": levels.home})}
    assert (rows["owner"].value, rows["owner"].level, rows["owner"].place) == (
        "kari",
        "person",
        f"{file} line 2",
    )
    assert (rows["hub.port"].value, rows["hub.port"].level, rows["hub.port"].place) == (8800, "default", "")
    assert "secrets.stores" in rows


def test_sources_of_two_levels_stand_beside_each_other(levels: Levels) -> None:
    levels.write("person", '[sources.mine]\nkind = "sqlite"\n')
    levels.write("project", '[sources.ours]\nkind = "duckdb"\n')
    assert set(levels.read()[0].sources) == {"mine", "ours"}


def test_frozen() -> None:
    with pytest.raises(ValueError, match="frozen"):
        settings.Settings().owner = "a"
