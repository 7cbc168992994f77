"""The examples in R of the docs run, as those in Python do."""

from pathlib import Path

import pandas as pd
import pytest

import stabbur as sb
from stabbur.projects.project import Project
from tests.docs.fences import FENCE
from tests.projects.r.conftest import RunR

DOCS = Path(__file__).resolve().parents[3] / "docs"
ELSEWHERE = ("install.packages", "renv::")  # a registry and a package that are not here


@pytest.mark.parametrize("page", ["how-to/r.md", "handbook/07-r.md"])
def test_examples_in_r_run(page: str, project: Project, r: RunR) -> None:
    dp = sb.Datapackage(name="folketall", title="Folketall", description="…", licenses=["CC0-1.0"])
    table = pd.DataFrame({"kommune": ["Oslo", "Ås"], "folketall": [697010, 20439]})
    dp.add_resource(table, name="kommuner").add_resource(table, name="flere")
    sb.publish(dp, owner="demo")
    codes = [found["body"] for found in FENCE.finditer((DOCS / page).read_text()) if found["language"] == "r"]
    runnable = [code for code in codes if not any(word in code for word in ELSEWHERE)]
    assert runnable
    r("\n".join(runnable))
