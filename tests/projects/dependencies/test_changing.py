"""Packages are added, removed and upgraded whole, or nothing of it is done."""

import os
import signal
import subprocess
import sys
import time
import tomllib
from pathlib import Path
from typing import Any

import pytest

from stabbur.errors import BadInput, NotAllowed, NotFound, StabburError, Unavailable
from stabbur.projects.dependencies import Change, add, remove, upgrade
from stabbur.projects.environment import locking, syncing, vendor
from stabbur.projects.environment.uv import uv
from stabbur.projects.project import Project
from tests.projects.environment.test_syncing import versions
from tests.projects.small import settle, small
from tests.servers.index import Index


def needs(project: Project) -> list[str]:
    """What pyproject.toml asks for."""
    declared = tomllib.loads((project.root / "pyproject.toml").read_text(encoding="utf-8"))
    found: list[str] = declared["project"]["dependencies"]
    return found


def content(project: Project) -> dict[str, bytes]:
    """Every file that a change of packages touches."""
    names = ("pyproject.toml", "uv.lock", ".venv/stabbur-stamp.json")
    return {name: (project.root / name).read_bytes() for name in names if (project.root / name).is_file()}


def test_added_package_is_declared_locked_and_installed_at_once(project: Project) -> None:
    changes = add(project, ["Stabbur_Test.Tree"])
    assert changes == [Change("stabbur-test-leaf", "", "1.0"), Change("stabbur-test-tree", "", "2.0")]
    assert needs(project) == ["stabbur-test-tree>=2.0"]
    assert versions(project)["stabbur-test-tree"] == "2.0"
    assert locking.fits(project)
    assert syncing.current(project)
    assert "127.0.0.1" not in (project.root / "uv.lock").read_text(encoding="utf-8")


def test_running_kernel_can_import_what_was_added(project: Project) -> None:
    syncing.sync(project)
    kernel = subprocess.Popen(
        [project.python, "-i", "-q"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert kernel.stdin
    assert kernel.stdout
    kernel.stdin.write("import sys, small; print('ready', flush=True)\n")
    kernel.stdin.flush()
    assert kernel.stdout.readline() == "ready\n"
    add(project, ["stabbur-test-leaf"])
    out, _ = kernel.communicate("import stabbur_test_leaf; print(stabbur_test_leaf.VERSION)\n", timeout=20)
    assert out.strip() == "1.0"


@pytest.mark.parametrize(
    ("asked", "declared"),
    [
        ("stabbur-test-tree==1.0", "stabbur-test-tree==1.0"),
        ("stabbur-test-tree<2", "stabbur-test-tree<2"),
        ("stabbur-test-tree[x]", "stabbur-test-tree[x]>=2.0"),
        ("stabbur-test-tree; python_version > '3'", 'stabbur-test-tree; python_version > "3"'),
    ],
)
def test_what_is_asked_for_is_declared_as_it_was_asked(project: Project, asked: str, declared: str) -> None:
    add(project, [asked])
    assert needs(project) == [declared]


def test_package_for_the_work_on_the_project_goes_into_its_group(project: Project) -> None:
    add(project, ["stabbur-test-leaf"], dev=True)
    declared = tomllib.loads((project.root / "pyproject.toml").read_text(encoding="utf-8"))
    assert declared["dependency-groups"] == {"dev": ["stabbur-test-leaf>=1.0"]}
    assert needs(project) == []
    assert versions(project)["stabbur-test-leaf"] == "1.0"


def test_package_that_is_there_already_is_asked_for_anew(full: Project) -> None:
    assert add(full, ["stabbur-test-tree<2"]) == [Change("stabbur-test-tree", "2.0", "1.0")]
    assert needs(full) == ["stabbur-test-tree<2"]
    assert versions(full)["stabbur-test-tree"] == "1.0"


@pytest.mark.parametrize(
    ("stands", "asked", "then"),
    [
        ("stabbur-test-tree==1.0", "stabbur-test-tree", "stabbur-test-tree==1.0"),
        ("Stabbur_Test.Tree == 1.0", "stabbur-test-tree==1.0", "Stabbur_Test.Tree == 1.0"),
        ("stabbur-test-tree<2", "stabbur-test-tree[x]", "stabbur-test-tree[x]<2"),
    ],
)
def test_version_that_stands_there_stays_when_none_is_asked_for(
    project: Project, stands: str, asked: str, then: str
) -> None:
    file = project.root / "pyproject.toml"
    text = file.read_text(encoding="utf-8").replace("[]", f'["{stands}"]')
    file.write_text(text, encoding="utf-8")
    syncing.sync(project)
    said: list[str] = []
    assert add(project, [asked], report=said.append) == []
    assert needs(project) == [then]
    assert versions(project)["stabbur-test-tree"] == "1.0"
    told = f"pyproject.toml asks for '{stands}' already, and that stays as it is"
    assert (told in said) == (stands == then)


def test_what_is_there_already_asks_no_index_and_starts_nothing(
    full: Project, index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = content(full)
    index.asked.clear()
    monkeypatch.setattr(subprocess, "Popen", None)
    assert add(full, ["stabbur-test-tree"]) == []
    assert (content(full), index.asked) == (before, [])


def test_index_is_asked_once_for_what_is_added_and_not_for_what_goes(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(project, ["stabbur-test-leaf"])
    real, offline = uv, list[bool]()

    def counted(folder: Path, *words: str | Path, **more: Any) -> str:
        # the index of the tests lets nothing be kept: answered here as uv's cache would
        offline.append("--offline" in words)
        return real(folder, *(one for one in words if one != "--offline" or "--check" in words), **more)

    monkeypatch.setattr(locking, "uv", counted)
    add(project, ["stabbur-test-tree"])
    assert offline == [False, True, True]  # needs, the lowest version beside them, and a last look
    offline.clear()
    remove(project, ["stabbur-test-tree"])
    assert offline == [True, True]


def test_need_that_others_have_too_goes_without_a_new_environment(full: Project, index: Index) -> None:
    add(full, ["stabbur-test-leaf"])
    index.asked.clear()
    before = (full.environment / "pyvenv.cfg").stat().st_ino
    remove(full, ["stabbur-test-leaf"])
    # what is installed is the same: the environment is not built anew for it
    assert (full.environment / "pyvenv.cfg").stat().st_ino == before
    assert syncing.current(full)
    assert not [one for one in index.asked if one.startswith("/files")]


def test_need_that_others_have_too_is_told_as_it_is(full: Project) -> None:
    said: list[str] = []
    assert add(full, ["stabbur-test-leaf"], report=said.append) == []
    assert "'stabbur-test-leaf' added to pyproject.toml; it was installed already" in said
    assert add(full, ["stabbur-test-leaf<9"], report=said.append) == []
    assert said[-1] == "'stabbur-test-leaf' changed in pyproject.toml; what is installed fits it"
    assert remove(full, ["stabbur-test-leaf"], report=said.append) == []
    assert said[-1] == (
        "'stabbur-test-leaf' taken out of pyproject.toml; it stays in the environment, "
        "since stabbur-test-tree needs it"
    )
    assert needs(full) == ["stabbur-test-tree>=2.0"]
    said.clear()
    remove(full, ["stabbur-test-tree"], report=said.append)
    assert not [one for one in said if "stays" in one]


def test_lock_that_is_missing_is_written_anew_and_that_is_said(full: Project) -> None:
    (full.root / "uv.lock").unlink()
    said: list[str] = []
    add(full, ["stabbur-test-leaf"], report=said.append)
    assert said[0].startswith("uv.lock was missing and has been written anew")
    said.clear()
    remove(full, ["stabbur-test-leaf"], report=said.append)
    assert not [one for one in said if "missing" in one]


def test_removed_package_goes_with_what_only_it_needed(full: Project) -> None:
    add(full, ["stabbur-test-leaf"], dev=True)
    remove(full, ["stabbur-test-leaf"])
    assert versions(full)["stabbur-test-leaf"] == "1.0"
    assert remove(full, ["stabbur_test_tree"]) == [
        Change("stabbur-test-leaf", "1.0", ""),
        Change("stabbur-test-tree", "2.0", ""),
    ]
    assert needs(full) == []
    assert versions(full) == {"small": "0.1.0"}


def test_package_that_nobody_asked_for_is_not_removed(full: Project) -> None:
    before = content(full)
    with pytest.raises(NotFound, match="does not ask for 'stabbur-test-tre'") as error:
        remove(full, ["stabbur-test-tre"])
    assert error.value.hint == "did you mean 'stabbur-test-tree'?"
    assert content(full) == before


def test_upgrade_goes_to_the_newest_that_fits(project: Project, index: Index) -> None:
    add(project, ["stabbur-test-tree", "stabbur-test-leaf<1.1"])
    index.add("stabbur-test-tree", "3.0", "stabbur-test-leaf")
    index.add("stabbur-test-leaf", "1.0.5")
    index.add("stabbur-test-leaf", "1.1")
    assert upgrade(project, ["stabbur-test-leaf"]) == [Change("stabbur-test-leaf", "1.0", "1.0.5")]
    assert upgrade(project) == [Change("stabbur-test-tree", "2.0", "3.0")]
    assert upgrade(project) == []
    assert versions(project)["stabbur-test-tree"] == "3.0"


def test_upgrade_of_what_is_not_there_names_the_nearest(full: Project) -> None:
    with pytest.raises(NotFound, match="has no package 'stabbur-test-laef'") as error:
        upgrade(full, ["stabbur-test-laef"])
    assert error.value.hint == "did you mean 'stabbur-test-leaf'?"


def test_name_that_the_index_does_not_have_is_said_with_the_nearest_known(
    project: Project, index: Index
) -> None:
    with pytest.raises(NotFound) as error:
        add(project, ["pandass"], accept=["name"])
    assert (error.value.code, error.value.hint) == ("package-unknown", "did you mean 'pandas'?")
    assert str(error.value) == f"'{index.url}' has no package 'pandass'"


@pytest.mark.parametrize(
    ("asked", "fault", "kind"),
    [
        ("stabbur-test-tree>=9", {}, BadInput),
        ("stabbur-test-none", {}, NotFound),
        ("stabbur-test-new", {"status": 500}, Unavailable),
        ("stabbur-test-new", {"status": 403}, NotAllowed),
        ("stabbur-test-new", {"port": 9}, Unavailable),
        ("stabbur-test-new; nonsense", {}, BadInput),
    ],
)
def test_what_fails_leaves_everything_as_it_was(
    full: Project, index: Index, home: Path, asked: str, fault: dict[str, int], kind: type[StabburError]
) -> None:
    before, installed = content(full), versions(full)
    index.add("stabbur-test-new", "1.0")
    for name, value in fault.items():
        setattr(index, name, value)
    settle(home, index, 'advisories = "off"\n')
    with pytest.raises(kind):
        add(full, [asked])
    assert content(full) == before
    assert versions(full) == installed
    assert not [one for one in full.root.iterdir() if one.name.endswith(".draft")]


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_whoever_stops_it_half_way_finds_everything_as_it_was(
    full: Project, index: Index, stop: signal.Signals
) -> None:
    before = content(full)
    index.add("stabbur-test-slow", "1.0")
    index.asked.clear()
    index.wait = 5
    process = subprocess.Popen(
        [Path(sys.executable).with_name("stabbur"), "add", "stabbur-test-slow"],
        cwd=full.root,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    while not index.asked and process.poll() is None:
        time.sleep(0.02)
    assert content(full) != before, "it is in the middle of it"
    process.send_signal(stop)
    assert process.wait(20)
    assert content(full) == before
    assert not [one for one in full.root.iterdir() if "draft" in one.name or one.name.startswith(".venv-")]


def test_second_signal_does_not_stop_the_putting_back(full: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    before, written = content(full), locking.write

    def stopping(*given: object) -> None:
        def again(file: Path, text: str | bytes) -> None:
            os.kill(os.getpid(), signal.SIGINT)
            written(file, text)

        monkeypatch.setattr(locking, "write", again)
        os.kill(os.getpid(), signal.SIGINT)

    monkeypatch.setattr(syncing, "install", stopping)
    with pytest.raises(KeyboardInterrupt):
        remove(full, ["stabbur-test-tree"])
    assert content(full) == before


def test_index_that_never_answers_is_given_up(
    full: Project, index: Index, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = content(full)
    monkeypatch.setenv("STABBUR_IO__TIMEOUT_SECONDS", "1.0")
    index.wait = 30
    with pytest.raises(Unavailable, match="does not answer as it should") as error:
        add(full, ["stabbur-test-new"])
    assert error.value.code == "index-unreachable"
    assert content(full) == before


def test_package_that_can_not_be_installed_is_not_declared_either(full: Project, index: Index) -> None:
    before = content(full)
    index.add("stabbur-test-broken", "1.0")
    (name,) = [one.name for one in index.packages["stabbur-test-broken"]]
    index.told[name] = "0" * 64
    with pytest.raises(StabburError):
        add(full, ["stabbur-test-broken"])
    assert content(full) == before


def test_several_are_added_together_or_not_at_all(project: Project) -> None:
    with pytest.raises(NotFound):
        add(project, ["stabbur-test-leaf", "stabbur-test-none"])
    assert needs(project) == []


def test_comments_and_layout_of_pyproject_stay(project: Project) -> None:
    file = project.root / "pyproject.toml"
    before = file.read_text(encoding="utf-8").replace(
        "dependencies = []", "# ours\ndependencies = [] # none yet"
    )
    file.write_text(before, encoding="utf-8")
    add(project, ["stabbur-test-leaf"])
    assert '# ours\ndependencies = ["stabbur-test-leaf>=1.0"] # none yet' in file.read_text(encoding="utf-8")
    remove(project, ["stabbur-test-leaf"])
    assert file.read_text(encoding="utf-8") == before


def test_other_project_is_added_by_the_way_to_it(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = small(tmp_path / "shared" / "other", "stabbur-test-leaf", name="other")
    monkeypatch.chdir(project.root)
    add(project, ["../shared/other"])
    declared = tomllib.loads((project.root / "pyproject.toml").read_text(encoding="utf-8"))
    assert declared["tool"]["uv"]["sources"] == {"other": {"path": "../shared/other", "editable": True}}
    assert needs(project) == ["other"]
    assert versions(project)["stabbur-test-leaf"] == "1.0"
    (other.root / "src" / "other" / "__init__.py").write_text("WORD = 'here at once'", encoding="utf-8")
    done = subprocess.run(
        [project.python, "-c", "import other; print(other.WORD)"], capture_output=True, text=True
    )
    assert done.stdout == "here at once\n"
    # what the other project comes to need is seen here, too
    text = (other.root / "pyproject.toml").read_text(encoding="utf-8")
    (other.root / "pyproject.toml").write_text(text.replace("leaf", "tree"), encoding="utf-8")
    assert syncing.sync(project)
    assert versions(project)["stabbur-test-tree"] == "2.0"
    remove(project, ["other"])
    assert "other" not in (project.root / "pyproject.toml").read_text(encoding="utf-8")


def test_repository_of_git_is_added_at_its_tag(project: Project, tmp_path: Path) -> None:
    other = small(tmp_path / "other", name="other")
    git = ["git", "-C", str(other.root), "-c", "user.name=x", "-c", "user.email=x@example.invalid"]
    subprocess.run([*git[:3], "init", "--quiet"], check=True)
    subprocess.run([*git, "add", "."], check=True)
    subprocess.run([*git, "commit", "--quiet", "-m", "first"], check=True)
    subprocess.run([*git, "tag", "v1"], check=True)
    add(project, [f"git+file://{other.root}@v1"])
    declared = tomllib.loads((project.root / "pyproject.toml").read_text(encoding="utf-8"))
    assert declared["tool"]["uv"]["sources"] == {"other": {"git": f"file://{other.root}", "rev": "v1"}}
    assert versions(project)["other"] == "0.1.0"


def test_stabbur_in_vendor_becomes_the_one_that_runs(
    project: Project, index: Index, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    share = tmp_path / "prefix" / "share" / "stabbur"
    share.mkdir(parents=True)
    monkeypatch.setattr("sys.prefix", str(tmp_path / "prefix"))
    index.add("stabbur", "0.8")
    index.add("stabbur", "0.9")
    old, newer = index.packages.pop("stabbur")
    (share / old.name).write_bytes(old.content)
    text = (project.root / "pyproject.toml").read_text(encoding="utf-8").replace("[]", '["stabbur"]')
    text += f'[tool.uv.sources]\nstabbur = {{ path = "vendor/{vendor.vendored(project)}" }}\n'
    (project.root / "pyproject.toml").write_text(text, encoding="utf-8")
    syncing.sync(project)
    (share / old.name).unlink()
    (share / newer.name).write_bytes(newer.content)
    assert upgrade(project) == [Change("stabbur", "0.8", "0.9")]
    assert versions(project)["stabbur"] == "0.9"
    assert [one.name for one in (project.root / "vendor").iterdir()] == [newer.name]


def test_stabbur_of_the_same_version_but_other_content_is_taken_as_well(
    project: Project, index: Index, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    test_stabbur_in_vendor_becomes_the_one_that_runs(project, index, tmp_path, monkeypatch)
    index.add("stabbur", "0.9", code="WORD = 'of today'")
    (made,) = index.packages.pop("stabbur")
    (tmp_path / "prefix" / "share" / "stabbur" / made.name).write_bytes(made.content)
    upgrade(project, ["stabbur"])
    code = "import stabbur; print(stabbur.WORD)"
    done = subprocess.run([project.python, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "of today\n"
    assert made.digest in (project.root / "uv.lock").read_text(encoding="utf-8")


def test_stabbur_that_is_missing_in_a_clone_is_said_and_mended(
    project: Project, index: Index, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    test_stabbur_in_vendor_becomes_the_one_that_runs(project, index, tmp_path, monkeypatch)
    (file,) = (project.root / "vendor").iterdir()
    file.unlink()
    with pytest.raises(BadInput) as error:
        syncing.sync(project)
    assert str(error.value) == f"the Stabbur of the project is not there: 'vendor/{file.name}' is missing"
    assert error.value.code == "vendor-missing"
    assert error.value.hint.endswith("stabbur upgrade stabbur")
    assert versions(project)["stabbur"] == "0.9"
    assert upgrade(project, ["stabbur"]) == []
    assert syncing.current(project)


def test_upgrade_of_stabbur_that_fails_leaves_the_wheel(
    project: Project, index: Index, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    test_stabbur_in_vendor_becomes_the_one_that_runs(project, index, tmp_path, monkeypatch)
    share = tmp_path / "prefix" / "share" / "stabbur"
    index.add("stabbur", "1.0", "stabbur-test-none")
    (made,) = index.packages.pop("stabbur")
    (share / made.name).write_bytes(made.content)
    before = content(project)
    with pytest.raises(BadInput):
        upgrade(project, ["stabbur"])
    assert content(project) == before
    assert [one.name for one in (project.root / "vendor").iterdir()] == ["stabbur-0.9-py3-none-any.whl"]
    assert syncing.current(project)
