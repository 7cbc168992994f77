"""What a test run would send is kept and not sent."""

from pathlib import Path

import pyarrow as pa
import pytest

from stabbur.io.testing.rows import rows_of
from stabbur.io.testing.sent import held_back
from stabbur.io.testing.written import listed

ROWS = pa.table({"n": [1, 2]})


def test_sent_outside_a_test_run_and_kept_in_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not held_back("topic", "broker/folketall", ROWS)
    monkeypatch.setenv("STABBUR_TEST_PLACE", str(tmp_path))
    assert held_back("topic", "broker/folketall", ROWS)
    (one,) = listed(tmp_path)
    assert (one.kind, one.target, one.rows) == ("topic", "broker/folketall", 2)
    assert rows_of(tmp_path, one).equals(ROWS)
