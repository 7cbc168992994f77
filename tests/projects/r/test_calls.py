"""Which packages R code names: as renv sees it, and as R itself parses it."""

import json
import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stabbur.projects.r.calls import packages

NAMED = {
    "library(dplyr)": "dplyr",
    "library('dplyr'); require(\"tidyr\")": "dplyr tidyr",
    "suppressMessages({library(dplyr)})": "dplyr",
    "library(package = dplyr)": "dplyr",
    "base::library(dplyr)": "base dplyr",
    "library('dplyr', character.only = TRUE)": "dplyr",
    "library(name, character.only = TRUE)": "",
    "library(help = dplyr)": "",
    "library()": "",
    "library(": "",
    "library(paste0('dp', 'lyr'))": "",
    "x$library(dplyr)": "",
    "other::library(dplyr)": "other",
    "if (requireNamespace('dplyr', quietly = TRUE)) loadNamespace(\"tidyr\")": "dplyr tidyr",
    "requireNamespace(dplyr)": "",
    "dplyr::filter(x); tidyr:::hidden; `data.table`::fread; 'readr'::read_csv": "data.table dplyr readr tidyr",
    "use('stats4', c('mle'))": "stats4",
    "use(data)": "",
    "pacman::p_load(dplyr, 'tidyr', install = FALSE, char = c('readr', \"purrr\"))": "dplyr pacman purrr readr tidyr",
    "p_load(dplyr, character.only = TRUE)": "",
    "box::use(dplyr, t = tidyr[pivot_longer, ...], ./own, up/own, .)": "box dplyr tidyr",
    "import::from(dplyr, filter)": "dplyr import",
    "import::here(filter, .from = 'dplyr')": "dplyr import",
    "import::from('own.R', f)": "import",
    "modules::import(dplyr)": "dplyr modules",
    "xfun::pkg_attach('dplyr', c('tidyr'))": "dplyr tidyr xfun",
    "rlang::check_installed(c('dplyr (>= 1.0)', 'tidyr'))": "dplyr rlang tidyr",
    "tar_option_set(packages = c('dplyr'), format = 'qs')": "dplyr targets",
    "# library(dplyr)\n'library(tidyr)'; r\"(library(purrr))\"": "",
    "x <- \"a # b\"; library(dplyr) # library(tidyr)": "dplyr",
    "'it\\'s'; library(dplyr)": "dplyr",
    "library(1)": "",
}  # fmt: skip

# R's own parser, which no comment and no string deceives
WALK = r"""
programs <- jsonlite::fromJSON(file("stdin"))
found <- function(code) {
  seen <- character()
  walk <- function(node) {
    if (is.call(node)) {
      head <- node[[1]]
      if (identical(head, quote(`::`)) || identical(head, quote(`:::`))) seen <<- c(seen, as.character(node[[2]]))
      if (identical(head, quote(library)) || identical(head, quote(require))) seen <<- c(seen, as.character(node[[2]]))
      for (part in as.list(node)) if (!missing(part)) walk(part)
    }
  }
  for (one in as.list(parse(text = code, keep.source = FALSE, encoding = "UTF-8"))) walk(one)
  sort(unique(seen), method = "radix")
}
cat(jsonlite::toJSON(lapply(programs, found)))
"""
NAMES = st.sampled_from(["dplyr", "data.table", "R6", "ggplot2", "sf"])
FILLING = st.text(st.sampled_from("abæ #()'`,;{}\n "), max_size=12)
STATEMENTS = st.one_of(
    NAMES.map("library({})".format),
    NAMES.map("require('{}')".format),
    NAMES.map("y <- {}::f(1, 'a')".format),
    NAMES.map("f(`{}`:::g)".format),
    NAMES.map("'library({})'".format),
    NAMES.map("# library({})".format),
    NAMES.map('r"---(require({}))---"'.format),
    FILLING.map(lambda text: "x <- '" + text.replace("'", "\\'") + "'"),
    FILLING.map(lambda text: 'x <- r"[' + text + ']"'),
    FILLING.map(lambda text: "# " + text.replace("\n", " ")),
)
PROGRAMS = st.lists(STATEMENTS, min_size=1, max_size=8).map("\n".join)


@pytest.mark.parametrize(("code", "named"), NAMED.items())
def test_code_names_packages_as_renv_sees_it(code: str, named: str) -> None:
    assert sorted(packages(code)) == named.split()


@settings(deadline=None)
@given(PROGRAMS, PROGRAMS)
def test_two_programs_name_what_each_names(one: str, other: str) -> None:
    assert packages(f"{one}\n{other}") == packages(one) | packages(other)


@settings(deadline=None)
@given(st.text())
def test_any_text_can_be_looked_through(text: str) -> None:
    assert all(name[0].isalpha() for name in packages(text))


def test_what_is_found_is_what_r_itself_parses() -> None:
    programs: list[str] = []

    @settings(deadline=None)
    @given(PROGRAMS)
    def collected(program: str) -> None:
        programs.append(program)

    collected()
    words = ["Rscript", "--no-init-file", "-e", WALK]
    done = subprocess.run(words, input=json.dumps(programs), capture_output=True, text=True, check=True)
    for program, parsed in zip(programs, json.loads(done.stdout), strict=True):
        assert sorted(packages(program)) == parsed, program
