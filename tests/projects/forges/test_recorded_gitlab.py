"""GitLab by its recorded answers: the contract, and what GitLab alone has."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from stabbur.errors import BadInput, NotAllowed
from stabbur.projects.forges.base import Wanted
from stabbur.projects.forges.gitlab import GitLab
from stabbur.secrets import Secret
from tests.projects.forges.contract import ForgeContract
from tests.projects.forges.gitlab_recorded import GitLabPlace
from tests.servers import recorded
from tests.servers.between import Between, Break


class TestGitLab(ForgeContract):
    """A GitLab at an address of its own."""

    @pytest.fixture
    def place(self, tmp_path: Path) -> Iterator[GitLabPlace]:
        folder = tmp_path / "forge"
        folder.mkdir()
        place = GitLabPlace(folder)
        with recorded.serve(place.server):
            yield place

    def test_recorded_project_that_is_only_marked_is_deleted_at_once(
        self, place: GitLabPlace, root: Path
    ) -> None:
        place.late = True
        assert self.stopped(self.plan(place, root), root, lambda: None) == []
        assert place.projects == {}

    def test_recorded_project_that_stays_marked_is_told(
        self, place: GitLabPlace, root: Path, lossy: Between
    ) -> None:
        place.late = True
        plan = self.plan(place, root, address=lossy.address)
        lossy.breaks.append(
            Break("DELETE .*permanently_remove", "status", 403, b'{"message": "403 Forbidden"}')
        )
        said = self.stopped(plan, root, lambda: None)
        assert f"delete {lossy.address}/kari/{root.name}" in said[0]

    def test_recorded_token_of_a_sign_in_is_taken(self, place: GitLabPlace, root: Path) -> None:
        self.shared(self.plan(place, root, token=place.oauth), root)
        assert place.head("kari", root.name)

    def test_recorded_end_of_the_token(self, place: GitLabPlace, root: Path) -> None:
        place.ends = (datetime.now(UTC) + timedelta(days=3)).date().isoformat()
        assert place.ends in self.plan(place, root).notes[0]
        place.ends = (datetime.now(UTC) + timedelta(days=300)).date().isoformat()
        assert self.plan(place, root).notes == ()
        place.ends = datetime.now(UTC).date().isoformat()
        with pytest.raises(NotAllowed, match="ended") as error:
            self.plan(place, root)
        assert "/-/user_settings/personal_access_tokens" in error.value.hint

    def test_recorded_second_factor_of_the_group(self, place: GitLabPlace, root: Path) -> None:
        place.user = {"two_factor_enabled": False}
        assert self.plan(place, root).account.owner == "kari"
        with pytest.raises(NotAllowed, match="two factors") as error:
            self.plan(place, root, owner="statistics")
        assert error.value.hint.endswith("/-/profile/two_factor_auth")

    def test_recorded_second_factor_of_the_place(
        self, place: GitLabPlace, root: Path, lossy: Between
    ) -> None:
        body = b'{"message": "403 Forbidden - enable two-factor authentication (2FA) for your account"}'
        lossy.breaks.append(Break("GET .*/user$", "status", 403, body))
        with pytest.raises(NotAllowed, match="2FA") as error:
            self.plan(place, root, address=lossy.address)
        assert error.value.hint.endswith("/-/profile/two_factor_auth")

    @pytest.mark.parametrize(("rule", "level", "may"), [
        ("developer", 30, True), ("maintainer", 30, False), ("maintainer", 40, True), ("noone", 50, False),
        ("developer", 20, False), ("owner", 40, False), ("owner", 50, True),
    ])  # fmt: skip
    def test_recorded_right_in_the_group(
        self, place: GitLabPlace, root: Path, rule: str, level: int, may: bool
    ) -> None:
        place.group, place.level = {"project_creation_level": rule}, level
        if may:
            assert self.plan(place, root, owner="statistics").account.shared
            return
        with pytest.raises(NotAllowed, match="may not make projects in 'statistics'") as error:
            self.plan(place, root, owner="statistics")
        assert error.value.hint.endswith(f"{place.address}/groups/statistics/-/group_members")

    def test_recorded_person_without_projects_of_their_own(self, place: GitLabPlace, root: Path) -> None:
        place.user = {"can_create_project": False}
        with pytest.raises(NotAllowed, match="projects of their own"):
            self.plan(place, root)
        assert self.plan(place, root, owner="statistics").account.shared

    def test_recorded_group_is_as_closed_as_its_widest_project(self, place: GitLabPlace, root: Path) -> None:
        with pytest.raises(BadInput, match="the group itself is internal"):
            self.plan(place, root, owner="statistics", visibility="public")
        made = self.shared(self.plan(place, root, owner="statistics", visibility="internal"), root)
        assert place.projects[f"statistics/{root.name}"]["visibility"] == "internal"
        assert made.notes == ()

    def test_recorded_internal_that_the_place_does_not_allow(self, place: GitLabPlace, root: Path) -> None:
        plan = self.plan(place, root, visibility="internal")
        with pytest.raises(BadInput, match="restricted by your GitLab administrator"):
            self.shared(plan, root)
        assert place.seen("kari", root.name) is None

    def test_recorded_internal_on_the_net_is_refused(self, place: GitLabPlace) -> None:
        forge = GitLab.open(place.address, Secret(place.good))
        forge.address = place.address  # type: ignore[misc]
        with pytest.raises(BadInput, match="everybody would count as a colleague"):
            forge.account(Wanted("", "folketall", visibility="internal"))

    def test_recorded_rules_of_the_first_push_are_kept_where_they_do(
        self, place: GitLabPlace, root: Path
    ) -> None:
        self.shared(self.plan(place, root), root)
        asked = [(q.method, q.path.rpartition("/")[2]) for q in place.server.asked if "protected" in q.path]
        assert asked == [("GET", "main")], "GitLab's own rules are ours, too"
