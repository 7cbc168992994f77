"""A message says the cause first, with cell and line, who changed what, and how to look at it; no data, no secret."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select, update

from stabbur.runs.notices import causes
from stabbur.runs.notices.base import Message
from stabbur.runs.notices.composing import message
from stabbur.runs.queue.values import Run
from stabbur.state.engine import reading, writing
from stabbur.state.tables import notice, run
from tests.runs.notices.conftest import End, Given

CELL = """\
---------------------------------------------------------------------------
ValueError                                Traceback (most recent call last)
Cell In[4], line 2
      1 rows = read()
----> 2 check(rows)

ValueError: bad row ('Kari Nordmann', '01019012345', 'Storgata 1') with sesam-sesam-sesam
"""
SCRIPT = """\
Traceback (most recent call last):
  File "job.py", line 1, in <module>
    main()
  File "job.py", line 9, in main
    raise KeyError(name)
KeyError: 'alder'
"""

TRACE = 'Traceback (most recent call last):\n  File "x.py", line 1, in <module>\n'
NAME_ERROR = "NameError: name 'antal' is not defined. Did you mean: 'antall'?\n"


def log_of(one: Run, text: str) -> None:
    folder = causes.folder(one)
    folder.mkdir(parents=True)
    (folder / "log").write_text(text, encoding="utf-8")


def of(engine: Engine, settings: Any) -> Message:
    with reading(engine) as connection:
        row = connection.execute(select(notice).order_by(notice.c.seq.desc()).limit(1)).one()
    return message(engine, settings, row)


def commit(project: Path, text: str, name: str = "Kari") -> str:
    (project / "job.py").write_text(text)
    who = ["-c", f"user.name={name}", "-c", "user.email=k@example.no"]
    for words in (["add", "."], [*who, "commit", "-qm", f"Write {text}"]):
        subprocess.run(["git", *words], cwd=project, check=True, capture_output=True)
    done = subprocess.run(
        ["git", "rev-parse", "HEAD"], cwd=project, check=True, capture_output=True, text=True
    )
    return done.stdout.strip()


def test_the_cell_the_error_and_the_link_and_neither_row_nor_secret(
    engine: Engine, end: End, given: Given, monkeypatch: pytest.MonkeyPatch, project: Path, home: Path
) -> None:
    (project / "stabbur.toml").write_text('owner = "skatt"\n[needs]\nsecrets = ["dvh/password"]\n')
    # not in this process's own environment: it was another that gave the run its secrets
    (home / "mounted" / "dvh").mkdir(parents=True)
    (home / "mounted" / "dvh" / "password").write_text("sesam-sesam-sesam")
    monkeypatch.setenv("STABBUR_SECRETS__FOLDER", str(home / "mounted"))
    known = given(webhook_key={"secret": "notices/key"})
    one = end("failed", exit_code=1, reason="cell 4 failed with ValueError in line 2: check(rows)")
    log_of(one, "reading\n" + CELL)
    told = of(
        engine, known.model_copy(update={"hub": known.hub.model_copy(update={"address": "https://s.no/"})})
    )
    assert told.headline == "skatt/job feilet"
    assert told.lines[0] == "Årsak: celle 4 feilet med ValueError i linje 2"
    assert told.lines[1].startswith(f"Kjøring {one.id} av job.py")
    assert told.link == f"https://s.no/runs/{one.id}"
    assert told.facts["cell"] == 4
    whole = told.text + json.dumps(told.facts)
    for part in ("Nordmann", "01019012345", "Storgata", "sesam"):
        assert part not in whole


def test_a_script_tells_the_last_line_of_its_error(engine: Engine, end: End, given: Given) -> None:
    log_of(end("failed", exit_code=1), "Kari;34;Bodø\n" * 50 + SCRIPT)
    told = of(engine, given())
    assert told.lines[:2] == ("Årsak: exit 1", "KeyError")
    assert "Bodø" not in told.text
    assert "stabbur runs show" in told.text


def test_what_the_code_itself_words_of_its_error_is_data_and_is_not_told(
    engine: Engine, end: End, given: Given
) -> None:
    reason = "cell 7 of 12 failed with ValueError in line 3: stopp(f'{antall} rader fra Furunes')"
    log_of(end("failed", reason=reason), f"{TRACE}ValueError: tabellen er tom: 12 rader fra Furunes\n")
    told = of(engine, given())
    assert told.facts["cause"] == ["cell 7 of 12 failed with ValueError in line 3"]
    assert told.facts["cell"] == 7
    assert "Furunes" not in told.text + json.dumps(told.facts)
    log_of(end("failed", reason="hent.py failed with NameError in line 3: antal"), f"{TRACE}{NAME_ERROR}")
    told = of(engine, given())
    assert told.facts["cause"] == [
        "hent.py failed with NameError in line 3",
        "NameError: name 'antal' is not defined",
    ]


def test_a_reason_that_the_log_has_too_is_told_once(engine: Engine, end: End, given: Given) -> None:
    reason = "the project is not there any more"
    log_of(end("failed", exit_code=3, reason=reason), f"Error: {reason} [project-missing]\n")
    told = of(engine, given())
    assert told.facts["cause"] == [reason]


@pytest.mark.parametrize(
    ("log", "line"),
    [
        (
            "Error in f(3) : object 'alder' not found\nExecution halted\n",
            "Error: object 'alder' not found",
        ),
        ("Error in f(3) : Kari is 34\nExecution halted\n", ""),
        ("Kari: 34\nOla: 35\n", ""),
        ("", ""),
        ("Traceback (most recent call last):\n", ""),
        (
            f"{SCRIPT}\nDuring handling:\n\n{SCRIPT.replace('KeyError', 'folketall.Wrong')}",
            "",
        ),
        ("\x1b[31mTraceback (most recent call last)\x1b[0m\n\x1b[31mMemoryError\x1b[0m\n", "MemoryError"),
    ],
)
def test_only_what_is_the_line_of_an_error_is_taken_from_a_log(tmp_path: Path, log: str, line: str) -> None:
    (tmp_path / "log").write_text(log, encoding="utf-8")
    assert causes.error_line(tmp_path) == line


def test_who_changed_what_since_it_last_went_well(
    engine: Engine, end: End, given: Given, project: Path
) -> None:
    first = commit(project, "print(1)")
    good = end("succeeded")
    second = commit(project, "print(2)", "Ola Hansen")
    wrong = end("failed")
    with writing(engine) as connection:
        for one, sha in ((good, first), (wrong, second)):
            connection.execute(update(run).where(run.c.id == one.id).values(commit=sha))
    told = of(engine, given())
    at = told.lines.index("Endret siden det gikk bra sist:")
    assert told.lines[at + 1] == f"• {second[:7]} Ola Hansen: Write print(2)"
    assert told.facts["changes"] == [f"{second[:7]} Ola Hansen: Write print(2)"]
    with writing(engine) as connection:
        connection.execute(update(run).where(run.c.id == good.id).values(commit=second))
    assert "Ingen har endret prosjektet siden det gikk bra sist." in of(engine, given()).lines


def test_what_never_went_well_says_so_and_a_project_that_is_gone_is_no_obstacle(
    engine: Engine, end: End, given: Given, project: Path
) -> None:
    import shutil

    end("lost", reason="the run's supervisor was killed")
    shutil.rmtree(project)
    told = of(engine, given())
    assert told.headline == "Ingen vet hvordan skatt/job gikk"
    assert told.lines[0] == "Årsak: the run's supervisor was killed"
    assert "Det har aldri gått bra før." in told.lines


def test_no_attempt_is_told_as_one_more_than_there_are(engine: Engine, end: End, given: Given) -> None:
    one = end("failed")
    with writing(engine) as connection:
        connection.execute(update(run).where(run.c.id == one.id).values(attempt=4, retries=1))
    assert "Forsøk 4 av 4" in of(engine, given()).lines


def test_good_news_is_short(engine: Engine, end: End, given: Given) -> None:
    end("failed")
    end("succeeded")
    told = of(engine, given())
    assert (told.kind, told.headline) == ("recovered", "skatt/job går igjen")
    assert len(told.lines) == 2


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_every_sentence_is_there_in_every_language(language: str) -> None:
    from stabbur.runs.notices.words import WORDS, say

    assert WORDS[language].keys() == WORDS["nb"].keys()
    values = dict.fromkeys(
        (
            "subject",
            "since",
            "count",
            "cause",
            "run",
            "entry",
            "started",
            "attempt",
            "attempts",
            "due",
            "days",
            "number",
            "place",
            "error",
            "line",
            "name",
        ),
        "x",
    )
    for key in WORDS[language]:
        assert "{" not in say(language, key, **values)


@pytest.mark.parametrize(
    ("told", "nb"),
    [
        ("hent.py failed with KeyError in line 3", "hent.py feilet med KeyError i linje 3"),
        ("cell 2 failed with DeadKernelError", "celle 2 feilet med DeadKernelError"),
        (
            "this needs 'quarto', which is not installed here",
            "dette trenger «quarto», som ikke er installert her",
        ),
        ("exit 1", "exit 1"),
    ],
)
def test_a_cause_in_our_words_is_in_the_readers_language(told: str, nb: str) -> None:
    assert causes.worded("nb", told) == nb
    assert causes.worded("en", told) == told
