"""What a forge is to be told of a repository that is followed."""

from stabbur import settings
from stabbur.runs.pushing.following import Followed, instructions


def test_forge_is_told_the_address_that_the_hub_has_outside(
    home: object,
) -> None:
    one = Followed("skatt/tall", "/a/repository.git")
    known = settings.load()
    assert f"http://localhost:{known.hub.port}/hooks/push/skatt/tall" in instructions(one, known)[0]
    outside = known.hub.model_copy(update={"address": "https://data.example.no/"})
    told = instructions(one, known.model_copy(update={"hub": outside}))
    assert told[0] == "address: https://data.example.no/hooks/push/skatt/tall"
