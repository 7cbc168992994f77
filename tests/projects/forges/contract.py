"""What every forge must pass; it is looked at from outside, past the code under test."""

import os
import re
import subprocess
import threading
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from stabbur.errors import BadInput, Conflict, NotAllowed, NotFound, StabburError, Unavailable
from stabbur.projects.forges import asking, remote
from stabbur.projects.forges.base import Marking, Status
from stabbur.projects.forges.remote import Plan, Remote, RemoteWish, create, prepare
from stabbur.projects.undoing import all_or_nothing
from stabbur.secrets import Secret, mask
from tests.projects.forges.place import Place, Seen
from tests.servers import between
from tests.servers.between import Between, Break

MAKING = r"POST .*(/repos|/projects)$"
PUSHING = r"POST .*/git-receive-pack$"
GIT = ["git", "-c", "user.name=Kari", "-c", "user.email=kari@example.test"]


def git(folder: Path, *words: str) -> str:
    """Run git as a person would."""
    done = subprocess.run([*GIT, *words], cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout.strip()


class Stop(Exception):
    """What a later step of init fails with."""


class ForgeContract:
    """Subclasses give `place`, a forge with its person, organisation and tokens."""

    @pytest.fixture
    def place(self) -> Place:
        raise NotImplementedError

    @pytest.fixture(autouse=True)
    def quickly(self, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """No pauses, and a machine whose person keeps nothing."""
        monkeypatch.setattr(asking, "PAUSE", 0.0)
        monkeypatch.setattr(remote, "PAUSE", 0.0)
        person = tmp_path / "person"
        person.mkdir()
        monkeypatch.setenv("HOME", str(person))
        monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
        monkeypatch.delenv("GIT_CONFIG_COUNT", raising=False)
        for role in ("AUTHOR", "COMMITTER"):
            monkeypatch.setenv(f"GIT_{role}_NAME", "Kari")
            monkeypatch.setenv(f"GIT_{role}_EMAIL", "kari@example.test")

    @pytest.fixture
    def root(self, tmp_path: Path, request: pytest.FixtureRequest) -> Path:
        """A project with one commit, whose name is that of the test."""
        name = re.sub(r"[^a-z0-9]+", "-", request.node.name.lower()).strip("-")[-60:].strip("-0123456789")
        folder = tmp_path / name
        folder.mkdir()
        (folder / "README.md").write_text("# Tall\n", encoding="utf-8")
        git(folder, "init", "-q", "-b", "main")
        git(folder, "add", "-A")
        git(folder, "commit", "-q", "-m", "begin")
        return folder

    @pytest.fixture
    def lossy(self, place: Place) -> Iterator[Between]:
        """What stands between us and the forge."""
        with between.serve(place.address) as server:
            yield server

    def wish(self, place: Place, tmp_path: Path, token: str | None = None, **more: str) -> RemoteWish:
        file = tmp_path / "token"
        file.write_text((place.good if token is None else token) + "\n")
        file.chmod(0o600)
        told = RemoteWish(kind=place.kind, token_from=str(file), address=place.address)
        return replace(told, **more)  # type: ignore[arg-type]

    def plan(self, place: Place, root: Path, **more: str) -> Plan:
        return prepare(self.wish(place, root.parent, **more), root.name, description="Tall om folk")

    def shared(self, plan: Plan, root: Path) -> Remote:
        with all_or_nothing(lambda line: None) as undo:
            return create(plan, root, undo)

    def stopped(
        self, plan: Plan, root: Path, then: Callable[[], object], error: type[BaseException] = Stop
    ) -> list[str]:
        """Share a project, do something, and fail; return what is said to be left."""
        said: list[str] = []

        def steps() -> None:
            with all_or_nothing(said.append) as undo:
                create(plan, root, undo)
                then()
                raise error

        with pytest.raises(error):
            steps()
        return said

    def test_repository_is_made_pushed_to_and_protected(self, place: Place, root: Path) -> None:
        plan = self.plan(place, root)
        assert place.seen("kari", root.name) is None, "preparing makes nothing"
        made = self.shared(plan, root)
        seen = place.seen("kari", root.name)
        assert seen is not None
        assert (seen.private, seen.description, seen.protected, seen.reviewed) == (
            True,
            "Tall om folk",
            True,
            False,
        )
        assert place.head("kari", root.name) == git(root, "rev-parse", "HEAD")
        assert made.page == f"{place.address}/kari/{root.name}"
        assert git(root, "remote", "get-url", "origin") == f"{place.address}/kari/{root.name}.git"
        assert git(root, "rev-parse", "--abbrev-ref", "main@{upstream}") == "origin/main"

    def test_what_an_organisation_owns_takes_changes_that_another_has_seen(
        self, place: Place, root: Path
    ) -> None:
        self.shared(self.plan(place, root, owner="statistics"), root)
        seen = place.seen("statistics", root.name)
        assert seen is not None
        assert seen.protected
        assert seen.reviewed

    def test_person_whom_git_does_not_know_is_told_where_the_forge_has_addresses(
        self, place: Place, root: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        assert self.plan(place, root, token=place.good).notes == ()
        for role in ("AUTHOR", "COMMITTER"):
            monkeypatch.delenv(f"GIT_{role}_NAME")
            monkeypatch.delenv(f"GIT_{role}_EMAIL")
        (note,) = self.plan(place, root).notes
        assert "git config --global user.name" in note
        assert place.address in note

    def test_what_stabbur_keeps_beside_the_branches_goes_along(self, place: Place, root: Path) -> None:
        git(root, "update-ref", "refs/stabbur/bases/1", "HEAD")
        made = self.shared(self.plan(place, root), root)
        assert made.notes == ()
        assert made.along
        assert place.head("kari", root.name, "refs/stabbur/bases/1") == git(root, "rev-parse", "HEAD")

    def test_forge_that_takes_branches_alone_is_told_not_failed(
        self, place: Place, root: Path, lossy: Between
    ) -> None:
        git(root, "update-ref", "refs/stabbur/bases/1", "HEAD")
        plan = self.plan(place, root, address=lossy.address)
        lossy.breaks += [Break(PUSHING, "on", times=1), Break(PUSHING, "status", 403)]
        made = self.shared(plan, root)
        (note,) = made.notes
        assert "stays on this machine" in note
        assert not made.along, "or each later push would fail on it"
        assert place.head("kari", root.name) == git(root, "rev-parse", "HEAD")

    def test_name_that_is_taken_is_said_with_its_address(self, place: Place, root: Path) -> None:
        place.made("kari", root.name)
        before = place.seen("kari", root.name)
        with pytest.raises(Conflict, match="taken") as error:
            self.plan(place, root)
        assert f"{place.address}/kari/{root.name}" in error.value.hint
        assert place.seen("kari", root.name) == before

    def test_name_that_is_taken_meanwhile_is_left_alone(self, place: Place, root: Path) -> None:
        plan = self.plan(place, root)
        place.made("kari", root.name)
        before = place.seen("kari", root.name)
        with pytest.raises(Conflict, match="taken"):
            self.shared(plan, root)
        assert place.seen("kari", root.name) == before
        assert git(root, "remote") == ""

    def test_name_that_is_taken_in_the_last_moment_is_left_alone(
        self, place: Place, root: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        # as new, empty and described as what we ask for: only the refusal tells that it is not ours
        plan = prepare(self.wish(place, root.parent), root.name, description="theirs")
        place.made("kari", root.name)
        before = place.seen("kari", root.name)
        monkeypatch.setattr(remote, "_refuse_taken", lambda *_: None)
        with pytest.raises(Conflict, match="taken"):
            self.shared(plan, root)
        assert place.seen("kari", root.name) == before

    def test_name_that_is_taken_meanwhile_is_not_taken_for_ours_when_no_answer_comes(
        self, place: Place, root: Path, lossy: Between
    ) -> None:
        wish = self.wish(place, root.parent, address=lossy.address)
        plan = prepare(wish, root.name, description="theirs")
        place.made("kari", root.name)
        before = place.seen("kari", root.name)
        lossy.breaks.append(Break(MAKING, "unheard"))
        with pytest.raises(Conflict, match="taken"):
            self.shared(plan, root)
        assert place.seen("kari", root.name) == before

    def test_token_that_nobody_gave_names_the_page_for_a_new_one(self, place: Place, root: Path) -> None:
        with pytest.raises(NotAllowed, match="does not take the token") as error:
            self.plan(place, root, token=f"{place.good[:-1]}x")
        assert (error.value.code, error.value.exit_code) == ("token-refused", 4)
        assert f"{place.address}/" in error.value.hint
        assert place.good[:-1] not in f"{error.value} {error.value.hint}"

    def test_owner_that_is_not_there_is_said(self, place: Place, root: Path) -> None:
        with pytest.raises(NotFound, match=r"sees no .*'nobody-here'"):
            self.plan(place, root, owner="nobody-here")

    def test_owner_that_lets_nobody_in_is_said_with_a_page(self, place: Place, root: Path) -> None:
        with pytest.raises((NotAllowed, NotFound)) as error:
            self.plan(place, root, owner="closed")
        assert place.address in error.value.hint

    def test_token_that_may_not_make_repositories_leaves_nothing(self, place: Place, root: Path) -> None:
        with pytest.raises(NotAllowed) as error:
            self.shared(self.plan(place, root, token=place.narrow), root)
        assert error.value.code == "token-scope"
        assert place.address in error.value.hint
        assert place.seen("kari", root.name) is None

    def test_later_step_that_fails_deletes_the_repository(self, place: Place, root: Path) -> None:
        seen = list[Seen | None]()
        assert (
            self.stopped(self.plan(place, root), root, lambda: seen.append(place.seen("kari", root.name)))
            == []
        )
        assert seen != [None]
        assert place.seen("kari", root.name) is None
        assert git(root, "remote") == ""

    def test_ctrl_c_deletes_the_repository(self, place: Place, root: Path) -> None:
        self.stopped(self.plan(place, root), root, lambda: None, KeyboardInterrupt)
        assert place.seen("kari", root.name) is None

    def test_another_repository_that_has_the_name_by_then_is_not_deleted(
        self, place: Place, root: Path
    ) -> None:
        theirs = list[Seen | None]()

        def replaced() -> None:
            place.gone("kari", root.name)
            place.made("kari", root.name)
            theirs.append(place.seen("kari", root.name))

        said = self.stopped(self.plan(place, root), root, replaced)
        assert theirs == [place.seen("kari", root.name)]
        assert f"{place.address}/kari/{root.name}" in "".join(said)

    def test_push_that_is_refused_deletes_the_repository(
        self, place: Place, root: Path, lossy: Between
    ) -> None:
        plan = self.plan(place, root, address=lossy.address)
        lossy.breaks.append(Break(PUSHING, "status", 403))
        with pytest.raises(NotAllowed, match=r"push to .* was refused"):
            self.shared(plan, root)
        assert any(line.startswith("DELETE") for line in lossy.seen)
        assert place.seen("kari", root.name) is None
        assert git(root, "remote") == ""

    def test_network_that_goes_during_the_push_deletes_the_repository(
        self, place: Place, root: Path, lossy: Between
    ) -> None:
        plan = self.plan(place, root, address=lossy.address)
        lossy.breaks.append(Break(PUSHING, "unheard"))
        with pytest.raises(Unavailable, match="did not get through"):
            self.shared(plan, root)
        assert place.seen("kari", root.name) is None

    def test_lost_answer_to_making_is_looked_up(self, place: Place, root: Path, lossy: Between) -> None:
        plan = self.plan(place, root, address=lossy.address)
        lossy.breaks.append(Break(MAKING, "unanswered", times=1))
        self.shared(plan, root)
        assert len([line for line in lossy.seen if re.search(MAKING, line)]) == 1, "made once, not again"
        assert place.head("kari", root.name) == git(root, "rev-parse", "HEAD")

    def test_network_gone_from_making_on_says_what_to_delete(
        self, place: Place, root: Path, lossy: Between
    ) -> None:
        plan = self.plan(place, root, address=lossy.address)
        lossy.breaks.append(Break(MAKING, "unanswered", times=1))
        lossy.down_after = MAKING
        with pytest.raises(Unavailable) as error:
            self.shared(plan, root)
        assert f"delete {lossy.address}/kari/{root.name}" in error.value.hint
        assert place.seen("kari", root.name) is not None

    def test_network_gone_before_making_leaves_nothing(
        self, place: Place, root: Path, lossy: Between
    ) -> None:
        plan = self.plan(place, root, address=lossy.address)
        lossy.breaks.append(Break(MAKING, "unheard"))
        with pytest.raises(Unavailable, match="can't be asked"):
            self.shared(plan, root)
        assert place.seen("kari", root.name) is None

    def test_server_that_fails_for_a_moment_is_asked_again(
        self, place: Place, root: Path, lossy: Between
    ) -> None:
        lossy.breaks.append(Break("GET ", "status", 502, times=2))
        assert self.plan(place, root, address=lossy.address).account.name == "kari"

    def test_server_that_is_busy_is_asked_when_it_says(
        self, place: Place, root: Path, lossy: Between
    ) -> None:
        lossy.breaks.append(Break("GET .*/user$", "status", 429, headers=(("Retry-After", "0"),), times=1))
        assert self.plan(place, root, address=lossy.address).account.name == "kari"
        lossy.breaks.append(Break("GET .*/user$", "status", 429, headers=(("Retry-After", "900"),)))
        with pytest.raises(Unavailable, match="asked again in 900 s"):
            self.plan(place, root, address=lossy.address)

    def test_protection_that_is_refused_deletes_the_repository(
        self, place: Place, root: Path, lossy: Between
    ) -> None:
        plan = self.plan(place, root, address=lossy.address, owner="statistics")
        refused = r"(POST|PUT) .*/(branch_protections|protected_branches|protection)$"
        lossy.breaks.append(Break(refused, "status", 403))
        with pytest.raises(NotAllowed, match="does not protect 'main'"):
            self.shared(plan, root)
        assert place.seen("statistics", root.name) is None

    def test_way_to_another_host_is_not_followed_with_the_token(
        self, place: Place, root: Path, lossy: Between
    ) -> None:
        with between.serve(place.address) as other:
            away = (("Location", f"{other.address}/api/v4/user"),)
            lossy.breaks.append(Break("GET .*/user$", "status", 302, headers=away))
            with pytest.raises(Unavailable, match="where the token does not belong"):
                self.plan(place, root, address=lossy.address)
            assert other.seen == []

    def test_commit_says_how_each_build_of_it_went(self, place: Place, root: Path) -> None:
        plan = self.plan(place, root)
        self.shared(plan, root)
        commit, forge = git(root, "rev-parse", "HEAD"), plan.forge
        assert isinstance(forge, Marking)
        forge.mark("kari", root.name, Status(commit, "pending", "stabbur/tall", "running"))
        forge.mark("kari", root.name, Status(commit, "success", "stabbur", "succeeded"))
        page = "https://stabbur.example.no/runs/7"
        forge.mark("kari", root.name, Status(commit, "failure", "stabbur/tall", "failed: tests", page))
        assert place.statuses("kari", root.name, commit) == [
            ("pending", "stabbur/tall", "running", ""),
            ("success", "stabbur", "succeeded", ""),
            ("failure", "stabbur/tall", "failed: tests", page),
        ]

    def test_status_of_a_commit_that_is_gone_or_by_a_token_that_may_not_is_refused(
        self, place: Place, root: Path
    ) -> None:
        plan = self.plan(place, root)
        self.shared(plan, root)
        assert isinstance(plan.forge, Marking)
        with pytest.raises(BadInput, match="does not take the status of '000000000000'") as gone:
            plan.forge.mark("kari", root.name, Status("0" * 40, "success", "stabbur", "succeeded"))
        assert gone.value.code == "status-refused"
        commit = git(root, "rev-parse", "HEAD")
        narrow = type(plan.forge).open(place.address, Secret(place.narrow))
        with pytest.raises(NotAllowed, match="take the status of a commit"):
            narrow.mark("kari", root.name, Status(commit, "success", "stabbur", "succeeded"))
        assert place.statuses("kari", root.name, commit) == []

    def test_push_is_not_led_to_another_host(self, place: Place, root: Path, lossy: Between) -> None:
        plan = self.plan(place, root, address=lossy.address)
        with between.serve(place.address) as other:
            away = (("Location", f"{other.address}/kari/{root.name}.git/info/refs?service=git-receive-pack"),)
            lossy.breaks.append(Break("GET .*/info/refs", "status", 301, headers=away))
            with pytest.raises(StabburError):
                self.shared(plan, root)
            assert other.seen == []

    def test_other_server_than_a_forge_is_told_as_one(self, place: Place, root: Path, lossy: Between) -> None:
        lossy.breaks.append(Break("GET .*/user$", "status", 200, b"<html>welcome</html>"))
        with pytest.raises(Unavailable, match="something else than JSON"):
            self.plan(place, root, address=lossy.address)
        lossy.breaks[0] = Break("GET .*/user$", "status", 200, b"[1, 2]")
        with pytest.raises(Unavailable, match="lacks what we look for"):
            self.plan(place, root, address=lossy.address)

    def test_A26_owner_that_git_or_a_server_would_read_otherwise_is_refused(
        self, place: Place, root: Path
    ) -> None:
        for owner in ("-x", "--upload-pack=id", "a\nb", "../x", "x.git"):
            with pytest.raises(BadInput, match="can't be the owner"):
                self.plan(place, root, owner=owner)

    def test_token_is_seen_in_no_process_file_or_message(
        self, place: Place, root: Path, home: Path, lossy: Between, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        trace = root.parent / "trace"
        monkeypatch.setenv("GIT_TRACE_CURL", str(trace))
        monkeypatch.setenv("GIT_TRACE_REDACT", "0")
        plan = self.plan(place, root, address=lossy.address)
        given = root.parent / "token"
        with _watched() as words:
            self.shared(plan, root)
        assert any("push" in line for line in words), "the push was looked at"
        given.unlink()
        basic = plan_secret(plan)
        for secret in (place.good, basic):
            assert not [line for line in words if secret in line]
            assert not files_with(secret, root.parent)
            assert secret not in "".join(lossy.seen)
            assert secret not in repr(plan)
            assert secret not in mask(f"git said {secret}")
        assert trace.stat().st_size > 0

    def test_rules_of_git_that_bend_addresses_do_not_bend_the_push(
        self, place: Place, root: Path, tmp_path: Path
    ) -> None:
        config = tmp_path / "person" / ".gitconfig"
        config.write_text(
            f'[url "ssh://git@nowhere.invalid/"]\n\tinsteadOf = {place.address}/\n[http]\n\tsslVerify = false\n'
        )
        made = self.shared(self.plan(place, root), root)
        assert git(root, "config", "remote.origin.url") == made.url
        assert place.head("kari", root.name)


def plan_secret(plan: Plan) -> str:
    """Return what git sends instead of the token."""
    return b64encode(f"{plan.forge.git_user}:{plan.token.reveal()}".encode()).decode()


def files_with(text: str, folder: Path) -> list[Path]:
    """Return the files under a folder that hold a text."""
    return [file for file in folder.rglob("*") if file.is_file() and text.encode() in file.read_bytes()]


@contextmanager
def _watched() -> Iterator[list[str]]:
    """Note the command line of every process while something runs."""
    words: set[str] = set()
    found: list[str] = []
    done = threading.Event()

    def look() -> None:
        while not done.is_set():
            for name in os.listdir("/proc"):
                if name.isdigit():
                    try:
                        words.add(Path("/proc", name, "cmdline").read_bytes().decode(errors="replace"))
                    except OSError:
                        continue

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield found
    finally:
        done.set()
        thread.join()
        found.extend(words)
