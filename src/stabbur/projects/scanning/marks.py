"""The marks that a merge leaves where two changed the same: git's own, and nbdime's in the cells of a notebook."""

import re

# seven to the letter, as git writes them; ======= is not looked for: in Markdown it makes a heading
MARK = re.compile(r"^(?:<{7}|>{7})(?:[ \t].*)?\r?$", re.MULTILINE)


def mark_in(text: str) -> int:
    """Return the line of the first mark of a merge in a text, counted from 1; 0 when there is none.

    Examples
    --------
    >>> from stabbur.projects.scanning.marks import mark_in
    >>> mark_in("a = 1\\n" + "<" * 7 + " local")
    2
    """
    found = MARK.search(text)
    return text.count("\n", 0, found.start()) + 1 if found else 0
