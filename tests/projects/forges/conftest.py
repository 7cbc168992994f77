"""Leave out the real Forgejo where npm's program does not run, and let no test's secret mask words of another."""

import pytest

from stabbur.secrets import masking
from tests.servers import forgejo

collect_ignore = [] if forgejo.fits() else ["test_forgejo.py"]


@pytest.fixture(autouse=True)
def forget(monkeypatch: pytest.MonkeyPatch) -> None:
    """Forget what a test took for a secret, such as words of our own code that Hypothesis tries as tokens."""
    monkeypatch.setattr(masking, "_KNOWN", set(masking._KNOWN))
