"""The contract can be used from outside: the example of an index that knows titles alone, and what it lacks."""

import importlib.util
from pathlib import Path
from typing import ClassVar

from stabbur.catalogue.base import SearchIndex
from tests.catalogue.contract import SearchIndexContract

FILE = Path(__file__).parents[1] / "plugin" / "src" / "stabbur_elsewhere" / "index.py"


def theirs() -> type[SearchIndex]:
    spec = importlib.util.spec_from_file_location("stabbur_elsewhere.index", FILE)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    kind: type[SearchIndex] = module.Words
    return kind


class TestWords(SearchIndexContract):
    """Documents in a dictionary."""

    kind = theirs()
    missing: ClassVar[dict[str, str]] = {
        "test_finds_by_description_columns_keywords_and_text": "looks into titles alone",
        "test_counts_only_what_may_be_seen": "has no facets",
        "test_filters": "has no filters",
        "test_orders": "has no order",
        "test_A40_what_is_html_has_no_element_but_mark": "marks nothing",
        "test_is_there_for_whoever_opens_it_next": "keeps nothing on disk",
        "test_one_made_anew_takes_the_place_of_the_old": "keeps nothing on disk",
        "test_one_that_is_missing_is_told": "keeps nothing on disk",
    }
