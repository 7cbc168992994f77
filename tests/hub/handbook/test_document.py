"""Our own Markdown as a page: headings to link to, links that lead on, code in its frame, nothing unclean."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stabbur.hub.handbook.document import ALLOWED, anchor, document
from stabbur.hub.telling.markdown import TAGS

TEXT = """# Git & andre

Git husker **hver** versjon.

## Lagre: `git add` og commit

Les [mer](05-git.md#angre), og [ikke her](../reference/x.md).

```console
$ git log --oneline <fil>
3f9a1c2 Start
...
```

```python
print(1)
```

```text
1
```

## Ord

| a | b |
|---|---|
| 1 | 2 |

```text
alene
```
"""


def linked(href: str) -> str | None:
    return "/help/git#angre" if href.startswith("05") else None


def test_title_lead_and_sections_are_found() -> None:
    made = document(TEXT, "nb", linked)
    assert made.title == "Git & andre"
    assert made.lead == "Git husker hver versjon."
    assert made.sections == (("lagre-git-add-og-commit", "Lagre: git add og commit"), ("ord", "Ord"))
    assert '<h2 id="lagre-git-add-og-commit">' in made.body
    assert "Git husker" not in made.body


def test_link_leads_on_and_one_that_leads_nowhere_is_words() -> None:
    body = document(TEXT, "nb", linked).body
    assert re.findall(r'<a href="([^"]*)"', body) == ["/help/git#angre"]
    assert "og ikke her." in body


def test_terminal_tells_what_is_typed_from_what_is_answered() -> None:
    body = document(TEXT, "nb", linked).body
    assert '<span class="sign">$ </span><span class="typed">git log --oneline &lt;fil&gt;</span>' in body
    assert '<span class="said">3f9a1c2 Start</span>' in body
    assert '<span class="said">…</span>' in body


def test_frame_says_what_is_in_it_in_the_language_of_the_page() -> None:
    def labels(language: str) -> list[str]:
        return re.findall(r'<p class="what">(.*?)</p>', document(TEXT, language, linked).body)

    assert labels("nb") == ["Terminal", "Python", "Utskrift"]
    assert labels("en") == ["Terminal", "Python", "Output"]


def test_what_is_wider_than_a_phone_can_be_reached_by_keyboard() -> None:
    body = document(TEXT, "nb", linked).body
    assert body.count("<pre") == body.count('<pre tabindex="0"') == 4
    assert (
        '<div class="scroll" tabindex="0" role="region" aria-label="Tabell 1: Ord"><table class="md">' in body
    )


def test_tables_have_each_a_name_and_no_heading_without_a_word() -> None:
    table = "|  | b |\n|---|---|\n| 1 | 2 |\n\n"
    body = document(f"# T\n\nLead.\n\n{table}## Ord\n\n{table}{table}", "nb", linked).body
    assert re.findall(r'aria-label="(.*?)"', body) == ["Tabell 1", "Tabell 2: Ord", "Tabell 3: Ord"]
    assert "<th></th>" not in body


@pytest.mark.parametrize(
    ("title", "name"), [("Når noe går galt", "når-noe-går-galt"), ("Hva er Git?", "hva-er-git")]
)
def test_anchor_is_that_of_the_documentation(title: str, name: str) -> None:
    assert anchor(title) == name


@given(st.text(alphabet="#`[]()<>|\n $-!ascript:onerror=", max_size=120))
def test_A31_only_our_tags_come_out(text: str) -> None:
    made = document(f"# T\n\n{text}", "nb", lambda href: None)
    for tag, attributes in re.findall(r"<([a-zA-Z][a-zA-Z0-9]*)([^>]*)>", str(made.body)):
        assert tag in TAGS | {"div", "span"}
        assert set(re.findall(r"([\w-]+)=\"", attributes)) <= ALLOWED.get(tag, set()) | {"rel"}


def test_each_code_in_a_heading_can_be_linked_to_once() -> None:
    text = "# A\n\nB\n\n### `a-b`, `c-d`\n\nc\n\n### `e-f`\n\n`a-b`\n\n### `git add` og `c-d`\n\nd\n"
    made = document(text, "nb", linked)
    assert made.codes == ("a-b", "c-d", "e-f")
    ids = re.findall(r'id="([^"]*)"', made.body)
    assert {"a-b", "c-d", "e-f"} <= set(ids)
    assert len(ids) == len(set(ids))
