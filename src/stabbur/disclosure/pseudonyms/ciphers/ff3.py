"""FF3-1 read only: what Statistics Norway's Dapla encrypted. NIST withdrew it, so nothing new is made with it."""

from collections import defaultdict

from stabbur.disclosure.pseudonyms.ciphers.aes import BLOCK, blocks

ROUNDS = 8
HALF = 12  # bytes of a block that hold one half of a text
LONGEST = 30  # characters that tink-fpe encrypts in one piece; what is longer is cut
SHORTEST = 4  # characters; shorter pieces were left in clear


def decrypt(key: bytes, texts: list[str], alphabet: str, tweak: bytes) -> list[str]:
    """Decrypt texts as `tink-fpe` and the Python package `ff3` encrypt them.

    Parameters
    ----------
    key
        16, 24 or 32 bytes of AES.
    texts
        Texts of this alphabet alone. A text is taken in pieces of 30 characters; of a piece shorter than
        4 nothing was ever encrypted, and it stands in the answer as it is.
    alphabet
        The characters in the order of their numbers.
    tweak
        7 bytes.

    Notes
    -----
    NIST SP 800-38G Rev. 1 (draft of 2019), algorithm 10; taken out by the second draft of February 2025.

    Examples
    --------
    >>> key = bytes.fromhex("2DE79D232DF5585D68CE47882AE256D6")
    >>> decrypt(key, ["8901801106"], "0123456789", bytes.fromhex("CBD09280979564"))
    ['3992520240']
    """
    pieces: dict[int, list[tuple[int, int, str]]] = defaultdict(list)
    made: list[dict[int, str]] = [{} for _ in texts]
    for row, text in enumerate(texts):
        for start in range(0, len(text), LONGEST):
            piece = text[start : start + LONGEST]
            if len(piece) < SHORTEST:
                made[row][start] = piece
            else:
                pieces[len(piece)].append((row, start, piece))
    for listed in pieces.values():
        clear = _decrypt(key, [piece for *_, piece in listed], alphabet, tweak)
        for (row, start, _), text in zip(listed, clear, strict=True):
            made[row][start] = text
    return ["".join(one[start] for start in sorted(one)) for one in made]


def _decrypt(key: bytes, texts: list[str], alphabet: str, tweak: bytes) -> list[str]:
    """Decrypt texts of one length, all of a round in one batch."""
    radix, length = len(alphabet), len(texts[0])
    u = -(-length // 2)
    places = {character: place for place, character in enumerate(alphabet)}
    left = [_number(text[:u], places, radix) for text in texts]
    right = [_number(text[u:], places, radix) for text in texts]
    aes = blocks(key[::-1])
    low, high = tweak[:3] + bytes([tweak[3] & 0xF0]), tweak[4:7] + bytes([(tweak[3] & 0x0F) << 4])
    for number in reversed(range(ROUNDS)):
        size, word = (u, high) if number % 2 == 0 else (length - u, low)
        told = (int.from_bytes(word, "big") ^ number).to_bytes(4, "little")
        mixed = aes.update(b"".join(one.to_bytes(HALF, "little") + told for one in left))
        modulus = radix**size
        taken = [
            (one - int.from_bytes(mixed[place : place + BLOCK], "little")) % modulus
            for one, place in zip(right, range(0, len(mixed), BLOCK), strict=True)
        ]
        left, right = taken, left
    return [
        _text(one, alphabet, u) + _text(other, alphabet, length - u)
        for one, other in zip(left, right, strict=True)
    ]


def _number(text: str, places: dict[str, int], radix: int) -> int:
    """Return a half as a number whose first character counts least."""
    made = 0
    for character in reversed(text):
        made = made * radix + places[character]
    return made


def _text(number: int, alphabet: str, length: int) -> str:
    made = []
    for _ in range(length):
        number, place = divmod(number, len(alphabet))
        made.append(alphabet[place])
    return "".join(made)
