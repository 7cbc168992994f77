"""Known vulnerabilities, asked by the real pip-audit of a service on this machine that speaks OSV's protocol."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from stabbur.errors import BadInput, Unavailable
from stabbur.projects.dependencies import add, advisories
from stabbur.projects.dependencies.advisories import Vulnerability
from stabbur.projects.dependencies.changes import Release
from stabbur.projects.project import Project
from stabbur.settings import Settings
from tests.projects.environment.test_syncing import versions
from tests.projects.small import settle
from tests.servers import web
from tests.servers.index import Index
from tests.servers.web import Handler, Site

HOLE = {
    "id": "PYSEC-2099-1",
    "summary": "it lets anybody in",
    "affected": [
        {
            "package": {"name": "stabbur-test-tree", "ecosystem": "PyPI"},
            "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "2.5"}]}],
        }
    ],
}


@pytest.fixture
def service() -> Iterator[Site]:
    """An advisory service that knows one hole."""
    with web.serve() as site:

        def answer(handler: Handler) -> None:
            asked = json.loads(site.asked[-1].body)
            hit = (asked["package"]["name"], asked["version"]) == ("stabbur-test-tree", "2.0")
            body = json.dumps({"vulns": [HOLE]} if hit else {}).encode()
            handler.send_response(200)
            handler.send_header("Content-Length", str(len(body)))
            handler.end_headers()
            handler.wfile.write(body)

        site.answers["/v1/query"] = answer
        yield site


def asking(address: str) -> Settings:
    return Settings.model_validate({"packages": {"advisories": address}})


def release(name: str, version: str) -> Release:
    return Release(name, version, True)


def test_real_pip_audit_finds_the_hole_and_what_mends_it(home: Path, service: Site) -> None:
    given = [release("stabbur-test-leaf", "1.0"), release("stabbur-test-tree", "2.0")]
    found = advisories.found(given, asking(service.url("/v1/query")))
    assert found == [Vulnerability("stabbur-test-tree", "2.0", "PYSEC-2099-1", ("2.5",))]
    assert "stabbur add 'stabbur-test-tree>=2.5'" in advisories.refused(found[0]).hint


def test_vulnerable_package_is_refused_and_taken_by_whoever_says_so(
    project: Project, index: Index, home: Path, service: Site
) -> None:
    settle(home, index, f'advisories = "{service.url("/v1/query")}"\n')
    before = (project.root / "pyproject.toml").read_bytes()
    with pytest.raises(
        BadInput, match=r"'stabbur-test-tree' 2.0 has a known vulnerability: PYSEC-2099-1"
    ) as error:
        add(project, ["stabbur-test-tree"])
    assert error.value.code == "package-vulnerable"
    assert (project.root / "pyproject.toml").read_bytes() == before
    assert not project.environment.exists()
    said: list[str] = []
    add(project, ["stabbur-test-tree"], accept=["advisories"], report=said.append)
    assert versions(project)["stabbur-test-tree"] == "2.0"
    assert said[1] == "warning: stabbur-test-tree 2.0 has a known vulnerability: PYSEC-2099-1"


@pytest.mark.parametrize("fault", ["gone", 500, "silent"])
def test_service_that_does_not_answer_is_a_warning_and_no_hang(
    project: Project,
    index: Index,
    home: Path,
    service: Site,
    fault: str | int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(advisories, "WAIT", "1")
    address = "http://127.0.0.1:9/v1/query" if fault == "gone" else service.url("/v1/query")
    if isinstance(fault, int):
        service.put("/v1/query", b"broken", status=fault)
    if fault == "silent":

        def silent(handler: Handler) -> None:
            service.closing.wait(30)

        service.answers["/v1/query"] = silent
    settle(home, index, f'advisories = "{address}"\n')
    said: list[str] = []
    add(project, ["stabbur-test-leaf"], report=said.append)
    assert said[1].startswith(
        "warning: known vulnerabilities were not looked for: no advisory service answers"
    )
    assert versions(project)["stabbur-test-leaf"] == "1.0"


def recorded(monkeypatch: pytest.MonkeyPatch, *told: Mapping[str, object]) -> list[list[str]]:
    """Let pip-audit answer what it has been recorded to answer; return what it is asked."""
    asked: list[list[str]] = []

    def run(command: list[str], **_: object) -> str:
        asked.append([str(one) for one in command])
        Path(command[-1]).write_text(json.dumps({"dependencies": told, "fixes": []}), encoding="utf-8")
        return ""

    monkeypatch.setattr(advisories, "run", run)
    return asked


SKIPPED = {
    "name": "urllib3",
    "skip_reason": "Dependency not found on PyPI and could not be audited: urllib3 (1.26.4)",
}


def test_recorded_answer_of_the_public_service_that_knows_nothing_is_a_warning(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    recorded(monkeypatch, SKIPPED)
    with pytest.raises(Unavailable, match="does not know urllib3") as error:
        advisories.found([release("urllib3", "1.26.4")], Settings())
    assert error.value.code == "advisories-unreachable"
    assert f"under [packages] in {home / 'stabbur.toml'}" in error.value.hint
    assert error.value.hint.endswith("stabbur config show packages.advisories")


def test_recorded_answer_that_knows_none_of_many_names_a_few(monkeypatch: pytest.MonkeyPatch) -> None:
    names = [f"package-{number}" for number in range(150)]
    recorded(monkeypatch, *({"name": name, "skip_reason": "Dependency not found"} for name in names))
    with pytest.raises(Unavailable, match="package-0, package-1, package-10 and 147 more"):
        advisories.found([release(name, "1.0") for name in names], Settings())


def test_recorded_answer_with_a_package_of_ones_own_tells_of_the_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    hole = {"id": "PYSEC-2099-2", "fix_versions": []}
    recorded(monkeypatch, SKIPPED, {"name": "six", "version": "1.0", "vulns": [hole]})
    found = advisories.found([release("urllib3", "1.26.4"), release("six", "1.0")], Settings())
    assert found == [Vulnerability("six", "1.0", "PYSEC-2099-2", ())]
    assert advisories.refused(found[0]).hint.startswith("take another package")


def test_nothing_is_asked_where_there_is_nothing_new_or_nobody_wants_it(home: Path) -> None:
    assert advisories.found([], asking("http://127.0.0.1:9/")) == []
    assert advisories.found([release("a", "1")], asking("off")) == []


def test_public_service_is_asked_when_no_address_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = recorded(monkeypatch)
    assert advisories.found([release("a", "1")], Settings()) == []
    assert "--osv-url" not in asked[0]


def test_two_releases_of_one_package_are_asked_for_in_two_rounds(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = recorded(monkeypatch)
    assert advisories.found([release("a", "1"), release("a", "2"), release("b", "1")], Settings()) == []
    assert len(asked) == 2
