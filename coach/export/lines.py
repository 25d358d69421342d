"""Words as lines of similar length: for captions and for the title of a cover."""

from collections.abc import Callable, Sequence


def balanced(words: Sequence[str], longest: float, measure: Callable[[str], float] = len) -> list[str]:
    """Return words as the fewest lines that are at most `longest`; a word that is longer has a line of its own.

    Of the ways to do so it takes the most even one: that with the least sum of squared lengths. `measure` gives the
    length of a line, by default in characters.
    """
    best: list[tuple[int, float, tuple[str, ...]]] = [(0, 0, ())]  # the lines of the first n words
    for end in range(1, len(words) + 1):
        ways = []
        for start in reversed(range(end)):
            line = " ".join(words[start:end])
            length = measure(line)
            if length > longest and start < end - 1:
                break
            count, squares, lines = best[start]
            ways.append((count + 1, squares + length**2, (*lines, line)))
        best.append(min(ways))
    return list(best[-1][2])
