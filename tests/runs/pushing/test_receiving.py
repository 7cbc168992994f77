"""Pushes to a bare repository on this machine: what they touched is queued, once, and nothing else happens."""

import subprocess
from pathlib import Path

import pytest
from sqlalchemy import Engine

from stabbur import settings
from stabbur.errors import BadInput, Conflict, NotFound
from stabbur.runs.pipelines import copies, declaring, setting
from stabbur.runs.pushing import following, hook
from stabbur.runs.pushing.receiving import Update, receive
from stabbur.runs.queue import reading
from stabbur.runs.queue.values import Run
from stabbur.state.engine import engine as state
from tests.runs.pushing.repositories import Pair, pair, write

NONE = "0" * 40
PIPELINE = '[pipelines.{name}]\nentry = "notebooks/a.py"\non_push = true\n'


@pytest.fixture
def made(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Pair:
    """A repository with the projects `births` and `deaths`, whose bare one is followed."""
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "gitconfig"))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    found = pair(tmp_path, "births", "deaths")
    following.follow("kari/counts", str(found.bare))
    return found


@pytest.fixture
def hooked(made: Pair) -> Pair:
    """The same with our hook, which git runs."""
    hook.install("kari/counts", made.bare)
    return made


def builds() -> list[Run]:
    return list(reversed(reading.listed(state(settings.load()), purpose="build")))


def names(runs: list[Run]) -> list[str]:
    return [Path(one.project).name for one in runs]


def test_first_push_builds_all_and_the_next_only_what_it_touched(hooked: Pair) -> None:
    said = hooked.push()
    assert "remote: Stabbur: 'births' is built: run 1" in said
    assert names(builds()) == ["births", "deaths"]
    commit = hooked.commit(deaths__notebooks__a_dot_py="1")
    assert "'births'" not in hooked.push()
    (last,) = builds()[2:]
    assert (Path(last.project).name, last.commit, last.cause, last.purpose) == (
        "deaths",
        commit,
        "push",
        "build",
    )
    assert Path(last.project) == following.one("kari/counts").clone / "deaths"
    hooked.commit(README_dot_md="y")
    assert "no project of 'refs/heads/main' has changed" in hooked.push()
    assert len(builds()) == 3


def test_the_same_push_told_twice_is_built_once(made: Pair) -> None:
    made.taken()
    commit = made.git("rev-parse", "HEAD").strip()
    again = receive(following.one("kari/counts"), [Update("refs/heads/main", NONE, commit)], actor="kari")
    assert not again.builds
    assert len(builds()) == 2


def test_each_database_takes_a_push_once(made: Pair, engine: Engine) -> None:
    write(made, "births", PIPELINE.format(name="births"))
    commit = made.commit(births__notebooks__a_dot_py="1")
    made.push()
    update = Update("refs/heads/main", NONE, commit)
    first, again = [
        receive(following.one("kari/counts"), [update], actor="kari", engine=engine) for _ in range(2)
    ]
    assert (sorted(first.builds), len(first.started)) == (["births", "deaths"], 1)
    assert (again.builds, again.started) == ({}, [])
    runs = reading.listed(engine)
    assert [(one.purpose, one.cause, one.actor) for one in runs] == [
        ("build", "push", "kari"),
        ("run", "push", "kari"),
        ("build", "push", "kari"),
    ]


def test_a_project_in_a_project_is_its_own(made: Pair) -> None:
    made.taken()
    write(made, "births/inner")
    made.commit()
    made.taken()
    assert names(builds())[2:] == ["inner"]


def test_pipelines_are_taken_up_from_the_main_branch_alone_and_start(made: Pair) -> None:
    made.taken()
    made.git("switch", "-q", "-c", "other")
    write(made, "births", PIPELINE.format(name="births"))
    made.commit(births__notebooks__a_dot_py="1")
    said = made.taken("other")
    assert "'births' is built" in said
    assert "pipeline 'births'" not in said
    assert not reading.listed(state(settings.load()), purpose="run")
    said = made.taken("other:main")
    assert "/births' made" in said
    (started,) = reading.listed(state(settings.load()), purpose="run")
    assert (started.cause, started.entry) == ("push", "notebooks/a.py")


def test_what_a_folder_declared_is_as_it_was_pushed_from_then_on(made: Pair) -> None:
    write(made, "births", PIPELINE.format(name="births"))
    made.commit(births__notebooks__a_dot_py="1")
    (id,) = declaring.take_up(made.work / "births", actor="kari").made
    said = made.taken()
    assert f"pipeline '{id}' changed" in said
    (started,) = reading.listed(state(settings.load()), purpose="run")
    assert Path(started.project) == following.one("kari/counts").clone / "births"
    write(made, "births", PIPELINE.format(name="births") + "retries = 2\n")
    again = declaring.take_up(made.work / "births", actor="kari")
    assert again.lines == [f"pipeline '{id}' is as it was pushed: push what you change"]
    made.commit()
    assert f"pipeline '{id}' changed" in made.taken()


def test_a_push_starts_what_somebody_made_in_a_working_copy_and_what_runs_is_what_was_pushed(
    made: Pair,
) -> None:
    made.taken()
    commit = made.commit(births__notebooks__a_dot_py="1")
    root, wish = made.work / "births", {"on_push": True}
    known = state(settings.load())
    pipeline = setting.schedule(known, root, "notebooks/a.py", wish, name="births")
    assert pipeline.waits_for_push
    assert copies.is_heard(root)
    (number,) = [one.id for _ in [made.taken()] for one in reading.listed(known, purpose="run")]
    clone = following.one("kari/counts").clone
    started = reading.one(known, number)
    assert (started.pipeline, Path(started.project)) == (pipeline.id, clone / "births")
    assert made.git("-C", str(clone), "rev-parse", "HEAD").strip() == commit


def test_another_repository_with_the_same_folders_is_no_copy(made: Pair, tmp_path: Path) -> None:
    made.taken()
    clone = following.one("kari/counts").clone
    assert copies.is_copy(made.work / "births", clone / "births")
    assert not copies.is_copy(made.work / "births", clone / "deaths")
    made.git("remote", "add", "origin", "https://git.example.no/other.git")
    assert not copies.is_copy(made.work / "births", clone / "births")
    assert not copies.is_heard(made.work / "births")
    made.git("remote", "add", "shared", "../pushed.git")
    assert copies.is_copy(made.work / "births", clone / "births")
    (tmp_path / "apart").mkdir()
    stranger = pair(tmp_path / "apart", "births")
    stranger.commit(x="another beginning")
    assert not copies.is_copy(stranger.work / "births", clone / "births")


def test_a_branch_has_no_say_about_when_it_is_built(made: Pair) -> None:
    write(made, "births", '[artefacts]\nbuild = "never"\n')
    made.commit()
    made.taken()
    assert names(builds()) == ["deaths"]
    made.git("switch", "-q", "-c", "other")
    write(made, "births", '[artefacts]\nbuild = "push"\n')
    made.commit()
    made.taken("other")
    assert names(builds()) == ["deaths"]


def test_tags_and_branches_that_go_start_nothing(made: Pair) -> None:
    made.taken()
    made.git("tag", "v1")
    made.taken("v1")
    made.taken("main:other")
    before = len(builds())
    made.taken(":other")
    assert len(builds()) == before


def test_branch_names_and_paths_of_a_stranger_stay_names(made: Pair, tmp_path: Path) -> None:
    made.taken()
    victim = tmp_path / "victim"
    victim.mkdir()
    odd = "x/$(touch${IFS}owned);`id`&&'\"|æ"
    made.git("switch", "-q", "-c", odd)
    write(made, "sub\nline")
    write(made, "-x")
    (made.work / "births" / "link").symlink_to(victim)
    made.commit()
    said = made.taken(f"HEAD:refs/heads/{odd}")
    assert "'sub?line' is not built: it is built once the main branch has it" in said
    assert "'births' is built" in said
    place = following.one("kari/counts").folder
    assert not list(place.rglob("owned"))
    assert not list(victim.iterdir())
    assert not list(Path.cwd().glob("owned"))


def test_links_that_lead_out_of_the_clone_are_no_projects(made: Pair, tmp_path: Path) -> None:
    made.taken()
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    (theirs / "pyproject.toml").write_text('[project]\nname = "theirs"\n')
    (theirs / "stabbur.toml").write_text(PIPELINE.format(name="theirs"))
    (made.work / "away").symlink_to(theirs)
    (made.work / "births" / "stabbur.toml").unlink()
    (made.work / "births" / "stabbur.toml").symlink_to(theirs / "stabbur.toml")
    made.commit()
    said = made.taken()
    assert "'births' is not built: a link of the main branch leads out of it" in said
    assert names(builds()) == ["births", "deaths"]
    assert not reading.listed(state(settings.load()), purpose="run")


def test_filters_and_hooks_of_a_repository_run_nothing(made: Pair, tmp_path: Path) -> None:
    owned = tmp_path / "owned"
    for key in ("filter.evil.smudge", "filter.evil.clean", "core.fsmonitor", "uploadpack.packObjectsHook"):
        subprocess.run(["git", "config", key, f"touch {owned}"], cwd=made.bare, check=True)
    (made.bare / "hooks" / "reference-transaction").write_text("#!/bin/sh\nexit 0\n")
    made.commit(_dot_gitattributes="* filter=evil\n", births__a_dot_txt="x")
    made.taken()
    assert (following.one("kari/counts").clone / "births" / "a.txt").read_text() == "x"
    assert not owned.exists()
    assert not list((following.one("kari/counts").clone / ".git").glob("hooks/*"))


@pytest.mark.parametrize(
    ("ref", "before", "after"),
    [
        ("refs/heads/main", NONE, "--upload-pack=touch owned"),
        ("refs/heads/main", "--output=owned", "c0" * 20),
        ("refs/heads/main", NONE, "c0" * 20),
        ("refs/heads/../../x", NONE, "c0" * 20),
        ("-x", "", ""),
    ],
)
def test_commits_that_nobody_pushed_are_built_by_nobodys_word(
    made: Pair, ref: str, before: str, after: str
) -> None:
    made.taken()
    done = receive(following.one("kari/counts"), [Update(ref, before, after)], actor="kari")
    assert not done.builds
    assert len(builds()) == 2


def test_commit_of_one_branch_is_not_built_in_the_name_of_another(made: Pair) -> None:
    made.taken()
    made.git("switch", "-q", "-c", "other")
    write(made, "births", PIPELINE.format(name="births"))
    commit = made.commit(births__notebooks__a_dot_py="1")
    subprocess.run(["git", "push", "-q", "--no-verify", str(made.bare), "other"], cwd=made.work, check=True)
    before = len(builds())
    done = receive(following.one("kari/counts"), [Update("refs/heads/main", NONE, commit)], actor="kari")
    assert "has no commit" in done.lines[0]
    assert len(builds()) == before


def test_push_stands_and_tells_why_when_nothing_can_be_built(hooked: Pair) -> None:
    following.leave("kari/counts")
    assert "Stabbur: nothing is built: no repository 'kari/counts' is followed" in hooked.push()
    bare = subprocess.run(
        ["git", "rev-parse", "main"], cwd=hooked.bare, check=True, capture_output=True, text=True
    )
    assert bare.stdout == hooked.git("rev-parse", "HEAD")


def test_push_by_force_and_to_a_new_branch_are_held_against_what_they_changed(made: Pair) -> None:
    made.taken()
    made.commit(births__x_dot_txt="1")
    made.taken()
    made.git("reset", "-q", "--hard", "HEAD~1")
    made.commit(deaths__x_dot_txt="1")
    made.taken("--force", "main")
    assert names(builds())[3:] == ["births", "deaths"]
    made.git("switch", "-q", "-c", "other")
    made.commit(deaths__y_dot_txt="1")
    made.taken("other")
    assert names(builds())[5:] == ["deaths"]


def test_installing_refuses_what_is_no_bare_repository_and_keeps_others_hooks(
    made: Pair, tmp_path: Path
) -> None:
    with pytest.raises(BadInput, match="is no bare repository"):
        hook.install("kari/work", made.work)
    other = tmp_path / "other.git"
    subprocess.run(["git", "init", "-q", "--bare", str(other)], check=True)
    (other / "hooks" / "post-receive").write_text("#!/bin/sh\necho theirs\n")
    with pytest.raises(Conflict, match="somebody else's") as error:
        hook.install("kari/other", other)
    assert "stabbur.runs.pushing.hook kari/other" in error.value.hint
    assert "theirs" in (other / "hooks" / "post-receive").read_text()
    with pytest.raises(Conflict, match="follows"):
        following.follow("kari/counts", str(other))
    for bad in ("../x", "a/b/c", "a/..", "a/B c"):
        with pytest.raises(BadInput):
            hook.install(bad, made.bare)
    with pytest.raises(NotFound):
        following.one("kari/nobody")
    assert [one.id for one in following.every()] == ["kari/counts"]
    again = hook.install("kari/counts", made.bare)
    assert again.key == following.one("kari/counts").key
    assert (again.folder / "key").stat().st_mode & 0o077 == 0
