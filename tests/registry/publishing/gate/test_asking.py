"""Before anything is stored: the right, then the scan, then the policy; whoever refuses ends it."""

from pathlib import Path

import polars as pl
import pytest

import stabbur as sb
from stabbur.accounts.actor import PUBLIC
from stabbur.errors import BadInput, NotAllowed
from stabbur.registry.here import Here
from stabbur.registry.publishing.gate import asking, disclosing
from stabbur.registry.publishing.gate.asking import Case
from stabbur.state import audit
from stabbur.state.engine import reading
from tests.registry.making import package


def double() -> sb.Datapackage:
    """A package whose key stands twice."""
    dp = sb.Datapackage(name="dobbel", title="Dobbel")
    return dp.add_resource(
        pl.DataFrame({"nr": ["0301", "0301"]}), name="kommuner", schema={"primaryKey": "nr"}
    )


def nothing_happened(registry: Here) -> bool:
    """Tell whether bucket, state and log are empty."""
    with reading(registry.desk.engine) as connection:
        return list(registry.desk.store.list()) == [] and audit.length(connection) == 0


@pytest.mark.parametrize("dry_run", [True, False])
def test_a_package_that_breaks_its_own_rules_is_not_published(
    dry_run: bool, registry: Here, tmp_path: Path
) -> None:
    for given in (double(), double().write(tmp_path / "dobbel")):
        with pytest.raises(sb.BadInput, match=r"'dobbel' breaks its own rules.*nr") as caught:
            registry.publish(given, owner="demo", dry_run=dry_run)
        assert caught.value.code == "package-invalid"
        assert "stabbur validate" in caught.value.hint
    with pytest.raises(sb.BadInput, match="breaks its own rules"):
        sb.publish(double(), owner="demo", dry_run=dry_run)
    assert nothing_happened(registry)


def test_many_problems_are_counted(registry: Here) -> None:
    frame = pl.DataFrame({"nr": ["0301"] * 20, "a": range(20)})
    dp = sb.Datapackage(name="mange").add_resource(frame, name="a", schema={"primaryKey": "nr"})
    with pytest.raises(BadInput, match=r"; and \d+ more"):
        registry.publish(dp, owner="demo")


def test_files_that_nobody_looks_into_are_told_of_and_refuse_nothing(tmp_path: Path) -> None:
    (tmp_path / "brev.pdf").write_bytes(b"%PDF-1.7")
    words = list(disclosing.concerns("story", tmp_path))
    assert words == ["not looked into: brev.pdf: whether they tell who somebody is, only you can see"]


def test_scan_comes_before_policy_and_each_refuses(
    registry: Here, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    asked: list[tuple[str, str]] = []

    def scan(case: Case) -> list[str]:
        asked.append(("scan", case.candidate.kind))
        return []

    def policy(case: Case) -> list[str]:
        asked.append(("policy", case.about.access))
        if (case.wish.access or case.about.access) == "public":
            raise NotAllowed(f"'{case.wish.id}' may not be public", code="policy-public")
        return []

    monkeypatch.setattr(asking, "SCAN", (*asking.SCAN, scan))
    monkeypatch.setattr(asking, "POLICY", (policy,))
    (tmp_path / "side.html").write_text("<p>Hei</p>")
    for draft in (True, False):
        with pytest.raises(NotAllowed, match="may not be public"):
            registry.publish_story(tmp_path / "side.html", "demo/side", access="public", draft=draft)
    with pytest.raises(NotAllowed, match="may not be public"):
        registry.publish(package(1), owner="demo", access="public")
    assert asked == [
        ("scan", "story"),
        ("policy", "public"),
        ("scan", "story"),
        ("policy", "public"),
        ("scan", "package"),
        ("policy", "public"),
    ]
    assert nothing_happened(registry)
    assert registry.publish(package(1), owner="demo", access="team").version == 1
    with pytest.raises(NotAllowed):
        registry.publish(package(1), owner="demo", access="public")
    assert registry.open("demo/folketall").access == "team", "the same content opened wider is asked as well"


def test_who_may_not_publish_has_nothing_scanned(registry: Here, monkeypatch: pytest.MonkeyPatch) -> None:
    def scan(case: Case) -> None:
        pytest.fail(f"looked at '{case.wish.id}'")

    monkeypatch.setattr(asking, "SCAN", (scan,))
    with pytest.raises(NotAllowed, match="'public' may not publish"):
        registry.publish(package(1), owner="demo", actor=PUBLIC)
