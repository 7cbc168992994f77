"""The R package: packages are read and published in R with their types, and mistakes arrive as conditions."""

import json
from pathlib import Path

import pandas as pd
import psutil
import pytest

import stabbur as sb
from stabbur.errors import BadInput
from stabbur.projects.project import Project
from stabbur.projects.r import bridge
from stabbur.registry import connect
from tests.projects.r.conftest import RunR, run, written

FRAME = """
library(stabbur)
frame <- data.frame(
  nr = c("0301", NA, "", "NA"), whole = c(1L, NA, -5L, 3L), number = c(1.5, NA, NaN, Inf), yes = c(TRUE, NA, FALSE, TRUE),
  day = as.Date(c("2021-01-01", NA, "1900-02-28", "2100-12-31")),
  moment = as.POSIXct(c("2021-06-01 12:34:56.123456", NA, "1969-12-31 23:59:59", "2021-01-01"), tz = "Europe/Oslo"),
  kind = factor(c("b", NA, "a", "b"), levels = c("b", "a", "\\u00e5")),
  size = factor(c("stor", NA, "liten", "stor"), levels = c("liten", "stor"), ordered = TRUE),
  large = bit64::as.integer64(c("9007199254740993", NA, "-9223372036854775807", "0")),
  long = as.difftime(c(1, NA, 2.5, 0), units = "secs"), stringsAsFactors = FALSE
)
frame[["bl\\u00e5b\\u00e6r p\\u00e5 \\u00f8ya"]] <- c("\\u00e6\\u00f8\\u00e5", "\\u4e2d \\U0001f600", NA, "line\\nbreak, \\"q\\"")
"""


def test_a_frame_comes_back_as_it_was_published(r: RunR) -> None:
    said = r(
        FRAME
        + """
        dp <- datapackage(name = "alle-typer", title = "Alle typer", description = "\\u00c5", licenses = "CC0-1.0")
        published <- add_resource(dp, frame, name = "tabell") |> publish(owner = "demo")
        stopifnot(published$id == "demo/alle-typer", published$version == 1, published$created)
        stopifnot(identical(read_dp("demo/alle-typer"), frame))
        print(add_resource(dp, frame, name = "tabell") |> publish(owner = "demo"))
        """
    )
    assert said == "demo/alle-typer@1: same content as before (/p/demo/alle-typer/v1)\n"


def test_an_empty_frame_keeps_its_types(r: RunR) -> None:
    r(
        FRAME
        + """
        dp <- datapackage(name = "tom", title = "Tom", description = "x", licenses = "CC0-1.0")
        add_resource(dp, frame[0, ], name = "tom") |> publish(owner = "demo")
        back <- read_dp("demo/tom")
        stopifnot(nrow(back) == 0, identical(names(back), names(frame)))
        same <- setdiff(names(frame), "large")  # no value says that it is too large for an integer
        stopifnot(identical(lapply(back, class)[same], lapply(frame, class)[same]))
        """
    )


def test_what_python_published_has_the_right_types_in_r(project: Project, r: RunR) -> None:
    frame = pd.DataFrame(
        {"kommunenr": ["0301", None], "år": [2021, 2022], "dag": [pd.Timestamp("2021-01-01"), None]}
    )
    dp = sb.Datapackage(name="fra-python", title="Fra Python", description="…", licenses=["CC0-1.0"])
    sb.publish(dp.add_resource(frame, name="tall"), owner="demo")
    r(
        """
        frame <- stabbur::read_dp("demo/fra-python", resource = "tall", version = 1)
        stopifnot(identical(frame$kommunenr, c("0301", NA)), identical(frame[["\\u00e5r"]], c(2021L, 2022L)))
        stopifnot(identical(frame$dag, .POSIXct(c(18628 * 86400, NA), tz = "UTC")))
        """
    )


def test_a_mistake_is_a_condition_with_what_to_do(r: RunR) -> None:
    said = r(
        """
        library(stabbur)
        told <- function(e) cat(conditionMessage(e), "\\n", sep = "")
        wrong <- tryCatch(read_dp("demo/finnes-ikke"), StabburError = identity)
        cat(class(wrong), wrong$code, conditionMessage(wrong), sep = "\\n")
        tryCatch(read_file("finnes-ikke.csv"), stabbur_file_unknown = function(e) cat("file\\n"), error = print)
        dp <- datapackage(name = "feil")
        tryCatch(add_resource(dp, data.frame(z = 1i)) |> publish(), error = told)
        tryCatch(publish(dp), StabburError = told)
        tryCatch(add_resource(5, data.frame(x = 1)), error = told)
        latin <- "bl\\xe5b\\xe6r"
        tryCatch(publish(add_resource(dp, data.frame(x = latin), "x")), error = told)
        """
    )
    lines = said.splitlines()
    assert lines[:5] == ["stabbur_package_unknown", "StabburError", "error", "condition", "package-unknown"]
    assert lines[5:7] == ["no package 'demo/finnes-ikke'", 'hint: stabbur search "demo/finnes-ikke"']
    assert lines[7] == "file"
    assert "column 'z' is a complex, which no data package holds" in lines
    assert "package 'feil' has no resources" in lines
    assert "the first argument is a numeric: it must be a data package" in lines
    assert "column 'x', row 1 is text in another encoding than UTF-8" in lines


def test_a_warning_of_stabbur_is_a_warning_in_r(r: RunR) -> None:
    said = r(
        """
        library(stabbur)
        told <- character()
        dp <- datapackage(name = "uten-lisens", title = "Uten", description = "x") |> add_resource(data.frame(x = 1), "x")
        published <- withCallingHandlers(publish(dp, owner = "demo"), warning = function(w) {
          told <<- c(told, conditionMessage(w)); invokeRestart("muffleWarning")
        })
        cat(told)
        """
    )
    assert said == "'uten-lisens': the package has no licence"


def test_validate_and_write_say_and_do_what_they_do_in_python(project: Project, r: RunR) -> None:
    said = r(
        """
        library(stabbur)
        rules <- list(fields = list(n = list(constraints = list(minimum = 0))), primaryKey = "n")
        dp <- datapackage(name = "feil", title = "F") |> add_resource(data.frame(n = c(1L, -1L)), "tall", schema = rules)
        wrong <- validate(dp)
        cat(nrow(wrong), wrong$message, "\\n")
        dp <- datapackage(name = "skrevet", title = "S") |>
          add_resource(data.frame(n = 1:2, m = 3:4), "tall") |>
          add_view("bar", x = "n", y = "m", title = "Tall")
        write_dp(dp, "ut")
        print(dp)
        """
    )
    assert said.splitlines() == ["1 -1 is less than the minimum 0 ", "<Datapackage 'skrevet': 1 resource>"]
    about = json.loads((project.root / "ut" / "datapackage.json").read_text())
    assert about["views"][0]["title"] == "Tall"
    assert sb.read_dp(project.root / "ut")["m"].tolist() == [3, 4]


def test_a_version_knows_what_r_read_and_which_script_made_it(project: Project, r: RunR) -> None:
    (project.root / "inn.csv").write_text("nr;n\n0301;5\n")
    r(
        """
        library(stabbur)
        frame <- read_file("inn.csv")
        stopifnot(identical(frame$nr, "0301"))
        dp <- datapackage(name = "opphav", title = "Opphav") |> add_resource(frame, "tall")
        publish(dp, owner = "demo")
        """
    )
    lineage = connect().open("demo/opphav").sibling("lineage") or {}
    assert [one["path"] for one in lineage["sources"]] == ["inn.csv"]


def test_a_package_that_is_read_by_sql_keeps_its_types(project: Project, r: RunR) -> None:
    sb.to_sql(
        pd.DataFrame({"nr": ["0301"], "n": [2**40]}), table="tall", sink=str(project.root / "tall.sqlite")
    )
    r(
        """
        frame <- stabbur::read_sql("select * from tall where nr = :nr", "tall.sqlite", params = list(nr = "0301"))
        stopifnot(identical(frame$nr, "0301"), frame$n == bit64::as.integer64("1099511627776"))
        """
    )


def test_outside_of_a_project_r_says_where_it_must_stand(project: Project, tmp_path: Path, r: RunR) -> None:
    code = f"""
        setwd("{tmp_path}")
        tryCatch(stabbur::read_dp("a/b"), stabbur_project_missing = function(e) cat(conditionMessage(e)))
    """
    assert "lies in no project" in r(code)


def test_a_project_that_is_not_built_says_how_it_is(built: tuple[Project, Path], tmp_path: Path) -> None:
    project = written(tmp_path)
    project.environment.unlink()
    code = """tryCatch(stabbur::read_dp("a/b"), stabbur_environment_missing = function(e) cat(e$hint))"""
    library = f'.libPaths("{built[0].root / "r-library"}");'
    assert run(project, built[1], library + code) == "stabbur build"


def test_an_environment_without_stabbur_is_said(project: Project, r: RunR) -> None:
    said = r(
        """
        options(stabbur.python = Sys.which("python3"))
        Sys.setenv(PYTHONHOME = tempdir())
        tryCatch(stabbur::read_dp("a/b"), stabbur_bridge_failed = function(e) cat(conditionMessage(e)))
        """
    )
    assert "python3' ended: " in said
    assert said.splitlines()[0].partition("ended: ")[2]
    assert said.splitlines()[-1] == "hint: stabbur build"


def test_code_beside_the_script_does_not_get_in_between(project: Project, r: RunR) -> None:
    (project.root / "json.py").write_text("raise SystemExit('not this one')")
    (project.root / "inn.csv").write_text("nr\n0301\n")
    assert r('cat(stabbur::read_file("inn.csv")$nr)') == "0301"
    (project.root / "json.py").unlink()


def test_only_steps_of_a_package_are_done(tmp_path: Path) -> None:
    step = {"do": "__init__", "given": [], "options": {}}
    with pytest.raises(BadInput, match="__init__"):
        bridge.package({"metadata": {"name": "x"}, "steps": [step]}, tmp_path)


ANSWERER = "as.integer(readLines(stabbur:::session$bridge$said, 1))"


def test_one_python_answers_for_the_whole_session_and_ends_with_it(project: Project, r: RunR) -> None:
    (project.root / "inn.csv").write_text("nr\n0301\n")
    said = r(
        f"""
        for (turn in 1:2) {{ stabbur::read_file("inn.csv"); cat({ANSWERER}, "") }}
        Sys.setenv(STABBUR_HOME = tempfile()); dir.create(Sys.getenv("STABBUR_HOME"))
        frame <- stabbur::read_file("inn.csv"); cat({ANSWERER})
        """
    )
    first, second, other = map(int, said.split())
    assert first == second
    assert other != first, "other settings of the environment are asked of another one"
    assert not psutil.pid_exists(first)
    psutil.wait_procs([psutil.Process(other)] if psutil.pid_exists(other) else [], 10)
    assert not psutil.pid_exists(other)


def test_a_python_that_was_killed_is_said_and_followed_by_another(project: Project, r: RunR) -> None:
    (project.root / "inn.csv").write_text("nr\n0301\n")
    said = r(
        f"""
        read <- function() stabbur::read_file("inn.csv")$nr
        first <- read()
        killed <- tools::pskill({ANSWERER}, tools::SIGKILL); Sys.sleep(0.2)
        cat(read())
        held <- tools::pskill({ANSWERER}, tools::SIGSTOP)
        system(paste("(sleep 0.5; kill -9", {ANSWERER}, ") &"))
        tryCatch(read(), stabbur_bridge_failed = function(e) cat(" said "))
        cat(read())
        """
    )
    assert said == "0301 said 0301"


def test_an_interrupt_stops_the_work_too(project: Project, r: RunR) -> None:
    (project.root / "inn.csv").write_text("nr\n0301\n")
    said = r(
        f"""
        read <- function() stabbur::read_file("inn.csv")$nr
        first <- read()
        pid <- {ANSWERER}
        held <- tools::pskill(pid, tools::SIGSTOP)
        system(paste("(sleep 0.5; kill -INT", Sys.getpid(), ") &"))
        cat(tryCatch(read(), interrupt = function(e) "stopped"), tools::pskill(pid, 0), read())
        """
    )
    assert said == "stopped FALSE 0301"


def test_the_folder_is_the_one_that_r_stands_in(project: Project, r: RunR) -> None:
    (project.root / "R" / "inn.csv").write_text("nr\n1103\n")
    (project.root / "inn.csv").write_text("nr\n0301\n")
    assert (
        r('for (at in c(".", "R")) { setwd(at); cat(stabbur::read_file("inn.csv")$nr, "") }') == "0301 1103 "
    )


def test_a_fork_of_r_asks_a_python_of_its_own(project: Project, r: RunR) -> None:
    (project.root / "inn.csv").write_text("nr\n0301\n")
    code = """
        read <- function(turn = 1) stabbur::read_file("inn.csv")$nr
        cat(read(), unlist(parallel::mclapply(1:2, read, mc.cores = 2)), read())
    """
    assert r(code) == "0301 0301 0301 0301"
