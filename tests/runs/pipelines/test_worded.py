"""Settings of a pipeline as they are typed."""

import pytest

from stabbur.errors import BadInput
from stabbur.runs.pipelines.checking import read
from stabbur.runs.pipelines.values import size, size_text
from stabbur.runs.pipelines.worded import changes
from stabbur.settings.runs import Pipeline


def test_each_setting_is_read_as_its_type() -> None:
    typed = [
        "schedule=0 6 * * 1-5",
        "retries=2",
        "cpu=1.5",
        "repeat_if_lost=ja",
        "tell=slack, log",
        "memory=2GB",
    ]
    found = read({"entry": "job.py", **changes(typed)})
    assert (found.schedule, found.retries, found.cpu, found.memory) == ("0 6 * * 1-5", 2, 1.5, "2GB")
    assert (found.repeat_if_lost, found.tell) == (True, ("slack", "log"))


@pytest.mark.parametrize(
    "name", [name for name in Pipeline.model_fields if name not in ("entry", "parameters")]
)
def test_an_empty_value_is_the_usual_one(name: str) -> None:
    usual = getattr(Pipeline(entry="job.py"), name)
    assert getattr(read({"entry": "job.py", **changes([f"{name}="])}), name) == usual


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("retries", "says nothing of a setting"),
        ("retires=2", "a pipeline has no setting 'retires'"),
        ("retries=two", "'retries' of the pipeline must be"),
        ("overlap=wait", "'overlap' of the pipeline must be"),
        ("retries=-1", "'retries' of the pipeline must be"),
        ("on_push=perhaps", "'on_push' of the pipeline must be"),
        ("parameters=1", "is no value"),
        ("timeout_seconds=0", "'timeout_seconds' of the pipeline must be"),
        ("tell_of=everything", "'tell_of' of the pipeline must be"),
    ],
)
def test_a_wrong_one_is_told_by_its_name(typed: str, told: str) -> None:
    with pytest.raises(BadInput, match=told):
        read({"entry": "job.py", **changes([typed])})


@pytest.mark.parametrize(
    "typed", ["tell=slack,log", "tell=slack, log", 'tell=["slack","log"]', "tell=['slack', 'log']"]
)
def test_several_are_typed_with_commas_or_as_the_file_has_them(typed: str) -> None:
    assert changes([typed]) == {"tell": ("slack", "log")}


def test_a_size_that_is_none_is_told_as_everywhere_else() -> None:
    with pytest.raises(BadInput, match="'tre' is no amount of memory") as caught:
        read({"entry": "job.py", **changes(["memory=tre"])})
    assert caught.value.hint == "such as 2 GB or 500 MB"


@pytest.mark.parametrize("text", ["2 GB", "500 MB", "1 TB", "3 MiB", "17 B"])
def test_a_size_is_said_as_it_was_written(text: str) -> None:
    found = size(text)
    assert found is not None
    assert size_text(found) == text


def test_a_name_that_was_cut_short_is_known() -> None:
    with pytest.raises(BadInput) as caught:
        changes(["timeout=3"])
    assert caught.value.hint == "did you mean 'timeout_seconds'?"


@pytest.mark.parametrize(
    ("typed", "told", "hint"),
    [
        ("retries=-1", "greater than or equal to 0", "retries is: attempts after one that failed"),
        ("overlap=kanskje", "'skip', 'queue' or 'replace'", "overlap is: what happens when it is due"),
    ],
)
def test_a_value_that_is_refused_is_told_what_is_taken(typed: str, told: str, hint: str) -> None:
    with pytest.raises(BadInput, match=told) as refused:
        read({"entry": "job.py", **changes([typed])})
    assert refused.value.hint.startswith(hint)
