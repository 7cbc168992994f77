"""How far two words are apart: letters left out, put in, changed, or two swapped."""


def tolerance(word: str) -> int:
    """Return how many slips are taken for a typo: none in short words and figures, two in long ones."""
    if not 4 <= len(word) <= 40 or any(letter.isdigit() for letter in word):
        return 0
    return 1 if len(word) < 8 else 2


def distance(one: str, other: str, most: int) -> int:
    """Return the number of slips between two words, or `most + 1` when there are more.

    >>> distance("komunne", "kommune", 2)
    2
    >>> distance("fravær", "fravær", 1)
    0
    """
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        older, before, row = before, row, [i]
        for j, against in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != against))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == against:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)
