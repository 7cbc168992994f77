"""Write numbers in Norwegian text: `5 391 369`, `+0,4 %`, a real minus."""

SPACE = "\u00a0"


def whole(number: int) -> str:
    """Write a whole number with spaces between thousands."""
    return f"{number:,}".replace(",", SPACE).replace("-", "−")


def percent(number: float, digits: int = 1) -> str:
    """Write a change in per cent with its sign."""
    return f"{number:+.{digits}f}{SPACE}%".replace(".", ",").replace("-", "−")
