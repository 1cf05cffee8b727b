"""The British and American spellings of an English word: a reviewed table and the -ise/-ize rule.

The table (`spelling.tsv`) has a row for each stem; verbs in -ise/-ize are too many to list and follow a rule
with exceptions. Pairs that are different words in one of the two (tyre, cheque, storey) are not variants.
"""

from __future__ import annotations

from functools import cache, lru_cache
from pathlib import Path

_TABLE = Path(__file__).with_name("spelling.tsv")

# What may follow the "is" or "iz" of a verb in -ise/-ize.
_ENDINGS = "e ed es er ers ing ingly able ably ability ation ations ational ationally ement ements"
_TAILS = frozenset(_ENDINGS.split())
# Words in -ise that have no form in -ize, and words in -ize that have none in -ise (written with an s here).
_FIXED = """
    advertise advise anise appraise apprise arise assise bitesise capsise cerise chastise chemise
    circumcise comprise compromise concise demise denise despise devise disguise downsise
    enfranchise enterprise excise exercise expertise franchise fullsise guise halfsise improvise
    incise kingsise lifesise likewise marquise merchandise metropolise midsise moonrise mortise
    necropolise outsise oversise paradise pelvise penise portcullise practise precise premise prise
    promise reprise resise revise rightsise rise sise sunrise supersise supervise surmise surprise
    televise treatise trellise undersise uprise upsise valise vise
"""
_PREFIXES = ("", "dis", "in", "mis", "out", "over", "pre", "re", "un")
_NOT_IZE = frozenset(prefix + word for word in _FIXED.split() for prefix in _PREFIXES)
# No verb in -ize ends like this: praise, noise, bruise, clockwise.
_NOT_IZE_ENDINGS = ("aise", "eise", "oise", "uise", "wise")


def _with_s(word: str) -> str | None:
    """Return a word in -ise or -ize (or derived from one) with its s; None for any other word."""
    at = max(word.rfind("is"), word.rfind("iz"))
    if at < 3 or word[at + 2 :] not in _TAILS:  # shorter words are no such verbs: wise, size, rise
        return None
    base = word[:at] + "ise"
    if base in _NOT_IZE or base.endswith(_NOT_IZE_ENDINGS):
        return None
    return word[: at + 1] + "s" + word[at + 2 :]


def _rows() -> list[tuple[str, str, str]]:
    """Read the rows of the table: British stem, American stem, endings."""
    lines = [line for line in _TABLE.read_text("utf-8").splitlines() if not line.startswith("#")]
    return [(british, american, endings) for british, american, endings in (x.split("\t") for x in lines[1:])]


@cache
def _groups() -> dict[str, tuple[str, ...]]:
    """Map each word of the table to all spellings of it, sorted; verbs in -ise/-ize with an s."""
    groups: dict[str, set[str]] = {}
    for british, american, endings in _rows():
        for ending in endings.replace("-", "").split(" "):
            first, _, second = ending.partition("/")
            pair = british + first, american + (second if "/" in ending else first)
            both = set(pair).union(*(groups.get(word, ()) for word in pair))
            groups.update(dict.fromkeys(both, both))
    return {word: tuple(sorted(both)) for word, both in groups.items()}


@lru_cache(maxsize=1 << 16)
def variants(word: str) -> tuple[str, ...]:
    """Return a word in its British and American spellings, itself first, the others sorted.

    word : one word in lower case ASCII; a word that has one spelling, or is not known, comes back alone
    `w in variants(v)` exactly where `v in variants(w)`. Inflected forms are known.
    Cached; about 2 microseconds for a word not met before; the table is read on the first call (4 ms).
    """
    with_s = _with_s(word)
    if with_s is None:
        found = _groups().get(word)
        if found is None:
            return (word,)
    else:
        found = _groups().get(with_s, (with_s,))
        found += tuple(_swap_to_z(each) for each in found)
    return (word, *sorted(each for each in found if each != word))


def _swap_to_z(word: str) -> str:
    """Write a word that `_with_s` returned with a z."""
    at = word.rfind("is")
    return word[: at + 1] + "z" + word[at + 2 :]
