"""R code as tokens: whatever is in a comment or a string stays there."""

from hypothesis import given, settings
from hypothesis import strategies as st

from stabbur.projects.r.tokens import tokens

PIECES = st.sampled_from(
    [
        '"',
        "'",
        "`",
        "\\",
        "#",
        "\n",
        'r"(',
        ')"',
        "R'---[",
        "]---'",
        "library",
        "(",
        "x",
        "::",
        "%in%",
        " ",
        "1e-3L",
        "æ",
    ]
)


def values(code: str) -> list[str]:
    return [token.value for token in tokens(code)]


def test_comments_strings_and_raw_strings_are_one_token_or_none() -> None:
    assert values("a # b 'c\n'd # e'") == ["a", "d # e"]
    assert values(r'"it is \"quoted\"" b') == ['it is "quoted"', "b"]
    assert values("""r"(a "b" ')" c""") == ["""a "b" '""", "c"]
    assert values("""R'--[x ]' y]--' z""") == ["x ]' y", "z"]
    assert values("`a b`::c") == ["a b", "::", "c"]
    assert values("x %>% y %o'% z") == ["x", "%>%", "y", "%o'%", "z"]
    assert values("1e-3L + .5 ..1 0xFFL x.y_z") == ["1e-3L", "+", ".5", "..1", "0xFFL", "x.y_z"]


def test_names_of_any_language_are_names() -> None:
    assert [(token.kind, token.value) for token in tokens("folketall_år <- blåbær")] == [
        ("name", "folketall_år"),
        ("sign", "<-"),
        ("name", "blåbær"),
    ]


@settings(deadline=None)
@given(st.lists(PIECES).map("".join) | st.text())
def test_every_text_has_tokens_in_their_order_and_none_overlap(code: str) -> None:
    at = 0
    for token in tokens(code):
        assert at <= token.start < token.end <= len(code)
        assert all(sign.isspace() or "#" in code[at : token.start] for sign in code[at : token.start])
        at = token.end


@settings(deadline=None)
@given(st.text(st.characters(exclude_characters='"\\', exclude_categories=["Cs"])))
def test_what_is_quoted_comes_out_as_it_was(text: str) -> None:
    found = list(tokens(f'before("{text}") # "{text.splitlines()[0] if text.splitlines() else ""}'))
    assert [token.value for token in found] == ["before", "(", text, ")"]
    assert found[2].kind == "text"
