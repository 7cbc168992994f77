"""GitHub by its recorded answers: the contract, and what GitHub alone has."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from stabbur.errors import BadInput, Conflict, NotAllowed
from stabbur.projects.forges.github import api
from tests.projects.forges.contract import ForgeContract
from tests.projects.forges.github_recorded import GitHubPlace
from tests.servers import recorded
from tests.servers.between import Between, Break


class TestGitHub(ForgeContract):
    """A GitHub at an address of its own."""

    @pytest.fixture
    def place(self, tmp_path: Path) -> Iterator[GitHubPlace]:
        folder = tmp_path / "forge"
        folder.mkdir()
        place = GitHubPlace(folder)
        with recorded.serve(place.server):
            yield place

    def test_recorded_private_repository_without_a_plan_is_told_not_failed(
        self, place: GitHubPlace, root: Path
    ) -> None:
        place.free = True
        made = self.shared(self.plan(place, root), root)
        assert "Upgrade to GitHub Pro" in made.notes[0]
        assert place.head("kari", root.name)

    def test_recorded_scopes_that_lack_are_named_with_the_page(self, place: GitHubPlace, root: Path) -> None:
        with pytest.raises(NotAllowed, match="lacks the scope repo and workflow") as error:
            self.plan(place, root, token=place.narrow)
        assert f"{place.address}/settings/tokens" in error.value.hint

    def test_recorded_token_that_may_not_delete_is_told_before_and_after(
        self, place: GitHubPlace, root: Path
    ) -> None:
        plan = self.plan(place, root, token=place.stay)
        assert "deleted by hand" in plan.notes[0]
        said = self.stopped(plan, root, lambda: None)
        assert f"delete {place.address}/kari/{root.name}" in said[0]
        assert "Must have admin rights" in said[0]

    def test_recorded_fine_grained_token_is_tried(self, place: GitHubPlace, root: Path) -> None:
        plan = self.plan(place, root, token=place.fine)
        assert "Administration" in plan.notes[0]
        self.shared(plan, root)

    def test_recorded_fine_grained_token_without_the_right_says_what_it_needs(
        self, place: GitHubPlace, root: Path, lossy: Between
    ) -> None:
        plan = self.plan(place, root, token=place.fine, address=lossy.address)
        body = b'{"message": "Resource not accessible by personal access token"}'
        lossy.breaks.append(Break("POST .*/user/repos", "status", 403, body))
        with pytest.raises(NotAllowed, match="not accessible by personal access token") as error:
            self.shared(plan, root)
        assert "/settings/" in error.value.hint

    @pytest.mark.parametrize("form", ["%Y-%m-%d %H:%M:%S UTC", "%Y-%m-%d %H:%M:%S +0000"])
    def test_recorded_end_of_the_token(self, place: GitHubPlace, root: Path, form: str) -> None:
        place.ends = (datetime.now(UTC) + timedelta(days=3)).strftime(form)
        assert "ends " in self.plan(place, root).notes[0]
        place.ends = (datetime.now(UTC) + timedelta(days=300)).strftime(form)
        assert self.plan(place, root).notes == ()
        place.ends = ""
        assert "never ends" in self.plan(place, root).notes[0]
        place.ends = (datetime.now(UTC) - timedelta(days=1)).strftime(form)
        with pytest.raises(NotAllowed, match="ended") as error:
            self.plan(place, root)
        assert "/settings/tokens/new" in error.value.hint

    def test_recorded_second_factor(self, place: GitHubPlace, root: Path) -> None:
        place.user = {"two_factor_authentication": False}
        assert self.plan(place, root).account.owner == "kari"
        with pytest.raises(NotAllowed, match="two factors") as error:
            self.plan(place, root, owner="statistics")
        assert error.value.hint.endswith("/settings/security")

    def test_recorded_sign_in_of_the_organisation(
        self, place: GitHubPlace, root: Path, lossy: Between
    ) -> None:
        page = f"{lossy.address}/orgs/statistics/sso?authorization_request=AAA"
        body = b'{"message": "Resource protected by organization SAML enforcement."}'
        asked = Break(
            "GET .*/orgs/statistics", "status", 403, body, (("X-GitHub-SSO", f"required; url={page}"),)
        )
        lossy.breaks.append(asked)
        with pytest.raises(NotAllowed, match="SAML") as error:
            self.plan(place, root, owner="statistics", address=lossy.address)
        assert page in error.value.hint

    def test_recorded_sign_in_page_of_another_host_is_not_shown(
        self, place: GitHubPlace, root: Path, lossy: Between
    ) -> None:
        head = (("X-GitHub-SSO", "required; url=https://evil.example/sso"),)
        lossy.breaks.append(Break("GET .*/orgs/statistics", "status", 403, headers=head))
        with pytest.raises(NotAllowed) as error:
            self.plan(place, root, owner="statistics", address=lossy.address)
        assert "evil" not in error.value.hint

    def test_recorded_invitation_that_waits(self, place: GitHubPlace, root: Path) -> None:
        place.membership = {"state": "pending"}
        with pytest.raises(NotAllowed, match="yet") as error:
            self.plan(place, root, owner="statistics")
        assert f"{place.address}/orgs/statistics/invitation" in error.value.hint

    def test_recorded_rule_of_members(self, place: GitHubPlace, root: Path) -> None:
        with pytest.raises(NotAllowed, match="may not make public repositories") as error:
            self.plan(place, root, owner="statistics", visibility="public")
        assert error.value.hint.endswith("/settings/member_privileges")
        place.membership = {"role": "admin"}
        assert self.plan(place, root, owner="statistics", visibility="public").account.shared

    def test_recorded_internal_is_for_organisations_of_enterprises(
        self, place: GitHubPlace, root: Path
    ) -> None:
        with pytest.raises(BadInput, match="enterprises"):
            self.plan(place, root, visibility="internal")
        place.organisation = {"members_can_create_internal_repositories": True}
        plan = self.plan(place, root, owner="statistics", visibility="internal")
        with pytest.raises(BadInput, match="enterprises"):
            self.shared(plan, root)

    def test_recorded_limit_that_is_spent(self, place: GitHubPlace, root: Path, lossy: Between) -> None:
        later = str(int((datetime.now(UTC) + timedelta(hours=1)).timestamp()))
        head = (("X-RateLimit-Remaining", "0"), ("X-RateLimit-Reset", later))
        lossy.breaks.append(Break("GET .*/user$", "status", 403, headers=head))
        with pytest.raises(Exception, match="asked again in 3"):
            self.plan(place, root, address=lossy.address)

    def test_recorded_member_whom_a_token_is_not_told_of_is_tried(
        self, place: GitHubPlace, root: Path, lossy: Between
    ) -> None:
        lossy.breaks.append(Break("GET .*/user/memberships", "status", 403, times=1))
        assert self.plan(place, root, owner="statistics", address=lossy.address).account.shared
        lossy.breaks.append(Break("GET .*/user/memberships", "status", 404))
        plan = self.plan(place, root, owner="statistics", address=lossy.address, token=place.fine)
        assert plan.account.shared

    def test_recorded_name_that_leads_on_to_a_renamed_repository_is_taken(
        self, place: GitHubPlace, root: Path, lossy: Between
    ) -> None:
        place.made("kari", "folketall-ny")
        onward = (("Location", f"{lossy.address}/api/v3/repos/kari/folketall-ny"),)
        lossy.breaks.append(Break(f"GET .*/repos/kari/{root.name}$", "status", 301, headers=onward))
        with pytest.raises(Conflict, match="'kari/folketall-ny' is taken"):
            self.plan(place, root, address=lossy.address)

    def test_recorded_public_repository(self, place: GitHubPlace, root: Path) -> None:
        self.shared(self.plan(place, root, visibility="public"), root)
        seen = place.seen("kari", root.name)
        assert seen is not None
        assert not seen.private

    def test_recorded_owner_is_spelt_as_the_forge_does(self, place: GitHubPlace, root: Path) -> None:
        assert self.plan(place, root, owner="KARI").url == f"{place.address}/kari/{root.name}.git"


@pytest.mark.parametrize(
    ("address", "rest"),
    [
        ("https://github.com", "https://api.github.com"),
        ("https://ssb.ghe.com", "https://api.ssb.ghe.com"),
        ("https://git.example.no", "https://git.example.no/api/v3"),
        ("https://git.example.no/github.com", "https://git.example.no/github.com/api/v3"),
    ],
)
def test_recorded_place_of_the_rest_interface(address: str, rest: str) -> None:
    assert api(address) == rest
