"""Icons: in the page itself, named for who does not see them, or hidden from them."""

import re
from pathlib import Path

from stabbur.hub.serving.icons import STATIC, icon

TEMPLATES = STATIC.parent / "templates"
ASKED = re.compile(r'\bicon\("(\w+)"')


def test_icon_without_a_name_is_hidden_and_with_one_is_an_image() -> None:
    assert 'aria-hidden="true"' in icon("Download")
    assert 'role="img" aria-label="Last ned"' in icon("Download", "Last ned")


def test_A31_name_and_class_are_escaped() -> None:
    made = str(icon("Download", '"><script>x</script>', '" onload="x'))
    assert "<script>" not in made
    assert 'onload="x' not in made


def test_unknown_icon_is_an_empty_drawing() -> None:
    assert "<path" not in icon("NoSuchIcon")


def test_every_icon_that_a_template_asks_for_is_built() -> None:
    asked = {
        name for file in TEMPLATES.rglob("*.html") for name in ASKED.findall(Path(file).read_text("utf-8"))
    }
    assert len(asked) > 10
    assert [name for name in sorted(asked) if "<path" not in icon(name)] == []
