"""Which forge a repository is on, by its address."""

import pytest

from stabbur.runs.pushing import forge


@pytest.mark.parametrize(
    ("address", "page"),
    [
        ("https://git.example.no/skatt/folketall.git", "https://git.example.no/skatt/folketall"),
        ("ssh://git@git.example.no:2222/skatt/folketall.git", "https://git.example.no/skatt/folketall"),
        ("git@git.example.no:skatt/del/folketall.git", "https://git.example.no/skatt/del/folketall"),
        ("/srv/git/folketall.git", ""),
        ("file:///srv/git/folketall.git", ""),
    ],
)
def test_page_of_a_repository(address: str, page: str) -> None:
    assert forge.web(address) == page
