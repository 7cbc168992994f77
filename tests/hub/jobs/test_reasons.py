"""Reasons of ours are said in the reader's language; what a program said stays as it is."""

from collections.abc import Callable

import pytest

from stabbur.hub.jobs.reasons import reason
from stabbur.hub.jobs.words import Words
from stabbur.runs.launchers.folder import GONE


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("cancelled by ingrid", "Stoppet av ingrid."),
        ("cancelled by ingrid: feil: år", "Stoppet av ingrid. feil: år"),
        ("run 17 had not ended", "Kjøring 17 var ikke ferdig."),
        ("it ran more than 600 s", "Den tok mer enn 10 min."),
        ("ended by signal 9", "Den ble avsluttet utenfra (signal 9)."),
        ("exit code 3", "Den endte med koden 3."),
        (
            "2 of its processes were killed for want of memory",
            "En prosess i den ble stoppet av mangel på minne.",
        ),
        (
            "1 of its processes was killed for want of memory",
            "En prosess i den ble stoppet av mangel på minne.",
        ),
        (
            "this needs 'quarto', which is not installed here",
            "Dette trenger quarto, som ikke er installert her.",
        ),
        ("it needed more memory than there was: 300 MB", "Den trengte mer minne enn det var."),
        (GONE, "Maskinen ble startet på nytt, eller det som passet på den, ble drept."),
        ("cell 5 failed with ValueError in line 3: assert a == 'b'", "Celle 5, linje 3: ValueError."),
        ("hent data.py failed with KeyError in line 3: les()", "Linje 3 i hent data.py: KeyError."),
        (
            "1 missed: 2026-03-03T05:00:00Z to 2026-03-03T05:00:00Z",
            "Tidspunktet i går kl. 06.00 gikk forbi mens ingen så på.",
        ),
        (
            "3 missed: 2026-03-01T05:00:00Z to 2026-03-03T05:00:00Z",
            "3 tidspunkter gikk forbi mens ingen så på, fra 1. mars kl. 06.00 til i går kl. 06.00.",
        ),
        (
            "more than 1000 due since 2026-03-01T05:00:00Z, of which 1 are made good",
            "Mer enn 1000 tidspunkter har gått forbi siden 1. mars kl. 06.00. Tatt igjen: 1.",
        ),
        ("the kernel ended with 1", "Den endte med koden 1."),
        ("the kernel was ended by signal 9", "Den ble avsluttet utenfra (signal 9)."),
        ("the kernel did not answer for 60 s", "Den svarte ikke på 60 s."),
        ("it ran more than 3 s, and stopped what supervises it", "Den tok mer enn 3 s."),
        ("it did not begin in 3 launches", "Den kom aldri i gang. Det som er kjent, står i loggen."),
        ("cancelled", "Den ble stoppet."),
        ("1 missed: 2026-02-31T05:00:00Z to 2026-03-03T05:00:00Z", ""),
        ("it ran more than ... s", ""),
        ("it ran more than 1e+999 s", ""),
        ("cell 5 failed with DeadKernelError", "Celle 5: DeadKernelError."),
        ("ValueError: <b>", ""),
        ("exit code 3, he said", ""),
    ],
)
def test_reason_of_ours_is_translated(say: Callable[..., Words], said: str, told: str) -> None:
    assert reason(say("nb"), said) == told
