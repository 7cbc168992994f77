"""What a database calls an Arrow type: of a list of tests the first that holds decides."""

from collections.abc import Callable, Iterable
from typing import TypeVar

import pyarrow as pa

Named = TypeVar("Named")


def first_fit(
    kind: pa.DataType, tests: Iterable[tuple[Callable[[pa.DataType], bool], Named]], otherwise: Named
) -> Named:
    """Return what stands beside the first test that a type passes."""
    return next((named for test, named in tests if test(kind)), otherwise)


def is_bytes(kind: pa.DataType) -> bool:
    """Tell whether a type is bytes, whichever way they are stored."""
    return (
        pa.types.is_binary(kind)
        or pa.types.is_large_binary(kind)
        or pa.types.is_fixed_size_binary(kind)
        or pa.types.is_binary_view(kind)
    )
