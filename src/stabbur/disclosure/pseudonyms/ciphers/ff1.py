"""FF1, format-preserving encryption after NIST SP 800-38G: whole columns at once, each round one batch of AES."""

from typing import Any

import numpy as np
import numpy.typing as npt

from stabbur.disclosure.pseudonyms.ciphers.aes import BLOCK, blocks
from stabbur.disclosure.pseudonyms.ciphers.numerals import Digits
from stabbur.errors import BadInput

Bytes = npt.NDArray[np.uint8]
Numbers = npt.NDArray[Any]
"""`r` halves as whole numbers: 64 bits where they fit, else Python's own."""

SMALLEST = 1_000_000
"""Texts that there must be at least of one length and alphabet, after SP 800-38G Rev. 1: fewer can be tried out."""
ROUNDS = 10
BATCH = 1 << 15  # rows whose blocks stay in the processor's own memory
NARROW = 1 << 56  # a half below it can be taken in steps of a byte without leaving 64 bits


def shortest(radix: int) -> int:
    """Return how many characters a text must have at least, so that there are a million of its kind.

    Examples
    --------
    >>> shortest(10), shortest(36), shortest(62)
    (6, 4, 4)
    """
    length = 2
    while radix**length < SMALLEST:
        length += 1
    return length


def encrypt(key: bytes, digits: Digits, radix: int, tweak: bytes = b"") -> Digits:
    """Encrypt rows of numbers of one length into rows of the same form.

    Parameters
    ----------
    key
        16, 24 or 32 bytes of AES.
    digits
        `r` rows of `n` numbers from 0 to `radix` - 1.
    radix
        How many characters the alphabet has, 2 to 65 536.
    tweak
        Bytes that make another encryption of the same key.

    Raises
    ------
    BadInput
        Rows so short that there are fewer than a million of their kind.

    Notes
    -----
    NIST SP 800-38G, algorithm 7, with the smallest domain of Rev. 1.

    Examples
    --------
    >>> import numpy as np
    >>> key = bytes.fromhex("2B7E151628AED2A6ABF7158809CF4F3C")
    >>> encrypt(key, np.arange(10, dtype=np.int32)[None, :], 10)[0].tolist()
    [2, 4, 3, 3, 4, 7, 7, 4, 8, 4]
    """
    return _feistel(key, digits, radix, tweak, backwards=False)


def decrypt(key: bytes, digits: Digits, radix: int, tweak: bytes = b"") -> Digits:
    """Return the rows that `encrypt` was given; algorithm 8 of NIST SP 800-38G."""
    return _feistel(key, digits, radix, tweak, backwards=True)


def _feistel(key: bytes, digits: Digits, radix: int, tweak: bytes, *, backwards: bool) -> Digits:
    rows, length = digits.shape
    if length < shortest(radix):
        raise BadInput(
            f"texts of {length} characters out of {radix} are too short for FF1: there are fewer than a million",
            hint=f"FF1 takes {shortest(radix)} characters or more of this alphabet",
            code="pseudonym-short",
        )
    half = _Half(key, radix, length, tweak)
    done = np.empty_like(digits)
    for start in range(0, rows, BATCH):
        part = digits[start : start + BATCH]
        left, right = half.number(part[:, : half.u]), half.number(part[:, half.u :])
        left, right = half.back(left, right) if backwards else half.forth(left, right)
        done[start : start + BATCH, : half.u] = half.digits(left, half.u)
        done[start : start + BATCH, half.u :] = half.digits(right, half.v)
    return done


class _Half:
    """What the ten rounds share: the sizes of both halves, and what of the blocks is the same for every row."""

    def __init__(self, key: bytes, radix: int, length: int, tweak: bytes) -> None:
        self.radix, self.u, self.v = radix, length // 2, length - length // 2
        self.modulus = (radix**self.u, radix**self.v)
        self.wide = self.modulus[1] >= NARROW
        self.b = -(-(radix**self.v - 1).bit_length() // 8)
        self.d = 4 * -(-self.b // 4) + 4
        self.aes = blocks(key)
        pad = (-len(tweak) - self.b - 1) % BLOCK
        self.fixed = np.frombuffer(tweak + bytes(pad), np.uint8)
        head = bytes([1, 2, 1]) + radix.to_bytes(3, "big") + bytes([ROUNDS, self.u % 256])
        state = self._aes(head + length.to_bytes(4, "big") + len(tweak).to_bytes(4, "big"))
        whole = self.fixed.size // BLOCK
        for block in range(whole):  # blocks before the one where the round's number stands never change
            state = self._aes((state ^ self.fixed[block * BLOCK : (block + 1) * BLOCK]).tobytes())
        self.state, self.fixed = state, self.fixed[whole * BLOCK :]

    def forth(self, left: Numbers, right: Numbers) -> tuple[Numbers, Numbers]:
        for number in range(ROUNDS):
            modulus = self.modulus[number % 2]
            left, right = right, self._less(left + self._mixed(right, number, modulus), modulus)
        return left, right

    def back(self, left: Numbers, right: Numbers) -> tuple[Numbers, Numbers]:
        for number in reversed(range(ROUNDS)):
            modulus = self.modulus[number % 2]
            taken = self._less(right + (modulus - self._mixed(left, number, modulus)), modulus)
            left, right = taken, left
        return left, right

    def number(self, digits: Digits) -> Numbers:
        made: Numbers = np.zeros(len(digits), object if self.wide else np.uint64)
        for place in range(digits.shape[1]):
            made = made * self._whole(self.radix) + digits[:, place].astype(made.dtype)
        return made

    def digits(self, numbers: Numbers, length: int) -> Digits:
        made = np.empty((len(numbers), length), np.int32)
        for place in reversed(range(length)):
            rest = numbers // self._whole(self.radix)
            made[:, place] = numbers - rest * self._whole(self.radix)
            numbers = rest
        return made

    def _mixed(self, half: Numbers, number: int, modulus: int) -> Numbers:
        """Return what a round adds: the chained AES of tweak, round and the other half, as a number."""
        if not self.wide:
            return self._rest(self._one_block(half, number), modulus)
        before = self.fixed.size
        told = np.zeros((len(half), before + 1 + self.b), np.uint8)
        told[:, :before] = self.fixed
        told[:, before] = number
        told[:, before + 1 :] = self._bytes(half)
        state = np.broadcast_to(self.state, (len(half), BLOCK))
        for start in range(0, told.shape[1], BLOCK):
            state = self._aes((state ^ told[:, start : start + BLOCK]).tobytes()).reshape(-1, BLOCK)
        parts = [state]
        for extra in range(1, -(-self.d // BLOCK)):
            count = np.frombuffer(extra.to_bytes(BLOCK, "big"), np.uint8)
            parts.append(self._aes((state ^ count).tobytes()).reshape(-1, BLOCK))
        made: Numbers = np.empty(len(half), object)
        made[:] = [int.from_bytes(row.tobytes(), "big") % modulus for row in np.hstack(parts)[:, : self.d]]
        return made

    def _one_block(self, half: Numbers, number: int) -> Bytes:
        """Return the encrypted blocks of halves so narrow that one block holds them, taken as two numbers each."""
        same = self.state ^ np.frombuffer(self.fixed.tobytes() + bytes([number]) + bytes(self.b), np.uint8)
        high, low = same.view(">u8").astype(np.uint64)
        told = np.empty((len(half), 2), ">u8")
        told[:, 0] = high
        told[:, 1] = half ^ low
        return self._aes(told.tobytes()).reshape(-1, BLOCK)

    def _bytes(self, half: Numbers) -> Bytes:
        data = b"".join(one.to_bytes(self.b, "big") for one in half)
        return np.frombuffer(data, np.uint8).reshape(-1, self.b)

    def _rest(self, state: Bytes, modulus: int) -> Numbers:
        """Return the first `d` bytes of each row, as a number, modulo a half's size; in 64 bits all the way."""
        m = np.uint64(modulus)
        step = 8 if self.d == 8 else 4 if modulus < 1 << 32 else 2 if modulus < 1 << 48 else 1
        words = state.view(f">u{step}")[:, : self.d // step].astype(np.uint64)
        # a division by one number is quick in NumPy, a remainder is not
        rest: Numbers = words[:, 0] - words[:, 0] // m * m
        for place in range(1, words.shape[1]):
            whole = (rest << np.uint64(8 * step)) | words[:, place]
            rest = whole - whole // m * m
        return rest

    def _less(self, numbers: Numbers, modulus: int) -> Numbers:
        """Return numbers below twice a half's size, modulo it."""
        if self.wide:
            return np.where(numbers >= modulus, numbers - modulus, numbers)
        # below zero there is none: what was small already comes round at the far end, and is not the least
        return np.minimum(numbers, numbers - np.uint64(modulus))

    def _whole(self, number: int) -> Any:
        return number if self.wide else np.uint64(number)

    def _aes(self, data: bytes) -> Bytes:
        return np.frombuffer(self.aes.update(data), np.uint8)
