"""What an attacker is taken to know beside what is published."""

from dataclasses import dataclass

from stabbur.errors import BadInput


@dataclass(frozen=True)
class Attacker:
    """Somebody who computes bounds for hidden cells from what is published and what they know already.

    Parameters
    ----------
    lower
        The least that a hidden cell can be. None follows from the policy for zeros: 1 for counts whose zeros
        are published (a hidden cell is then not zero), else 0.
    upper
        The most that any inner figure can be, in units of the figures; None for no bound.
    relative
        For magnitudes: each inner figure is known to within this share, such as 0.5 for 50 % either way.
    own
        Contributors know what they gave themselves and take it away (magnitudes).
    whole
        Counts are whole numbers, and the attacker uses it.

    Notes
    -----
    Hundepol et al., *Statistical Disclosure Control* (2012), chapter 4: the intruder and their bounds.

    Examples
    --------
    >>> from stabbur.disclosure import Attacker
    >>> Attacker(upper=1_000).whole
    True
    """

    lower: float | None = None
    upper: float | None = None
    relative: float | None = None
    own: bool = True
    whole: bool = True


def need_attacker(attacker: object) -> Attacker:
    """Return an attacker; BadInput for anything else."""
    if not isinstance(attacker, Attacker):
        raise BadInput(
            f"attacker is a {type(attacker).__name__}: it must be an Attacker",
            hint="attacker=Attacker(lower=1)",
            code="option-value",
            option="attacker",
        )
    return attacker
