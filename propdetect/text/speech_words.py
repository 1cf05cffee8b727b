"""The words that tell who speaks: reporting verbs with their stance, names of offices, pronouns, function words.

The verbs (`reporting.tsv`) and the nouns (`speakers.tsv`) are data, reviewed like code; the closed classes of
English function words stand here. All are looked up by the hashes of a text's tokens at once, without a tagger.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from propdetect.hashing import Hashes
from propdetect.text.tokens import hash_words

_VERBS = Path(__file__).with_name("reporting.tsv")
_NOUNS = Path(__file__).with_name("speakers.tsv")
_LOW, _OTHER = np.uint64(0xFFFF), np.uint64(0xFFF)

# What a word may be; a word may be several things ("state").
VERB, TITLE, PERSON, BODY, THING, PRONOUN, SELF, DETERMINER = (1 << i for i in range(8))
PREPOSITION, BREAK, BE, AUXILIARY, ADVERB, DAY, NEGATION, WHO = (1 << i for i in range(8, 16))
TO, THAT, HONORIFIC, MALE, FEMALE, PLURAL, HEDGE, ADJECTIVE = (1 << i for i in range(16, 24))
ACCORDING, VIEW, RUMOUR, ING, BASE, LEADS = (1 << i for i in range(24, 30))
NOUN = TITLE | PERSON | BODY | THING
# What no name begins with although a sentence may: capitals there say nothing.
FUNCTION = (
    PRONOUN | SELF | DETERMINER | PREPOSITION | BREAK | BE | AUXILIARY | ADVERB | DAY | NEGATION | WHO | TO | THAT
)

STANCES = (
    "neutral", "claim", "allege", "admit", "confirm", "deny", "demand", "promise", "accuse", "think", "warn", "ask",
    "manner",
)  # fmt: skip
TAKES = (
    "clause", "told", "that", "if", "of", "for", "to", "as", "at", "out", "state", "next", "quote", "colon",
)  # fmt: skip

_CLOSED: tuple[tuple[int, str], ...] = (
    (PRONOUN | MALE, "he he's he'd he'll"),
    (PRONOUN | FEMALE, "she she's she'd she'll"),
    (PRONOUN | PLURAL, "they they're they've they'd they'll"),
    (PRONOUN, "it it's it'd it'll one someone somebody everyone everybody"),
    (SELF, "i we you i'm i've i'd we're we've you're"),
    (
        DETERMINER,
        "a an the this these those its his her their my our your one two three four five six seven eight nine ten "
        "some several many most few all both each every another any such other",
    ),
    (
        PREPOSITION,
        "of in on at for from with by under over near outside inside during against about between among across "
        "around behind beside beyond into onto towards toward through within without like "
        "including concerning regarding after before since until amid despite via per than",
    ),
    (
        BREAK,
        "and but or when while because if although though as which what whom where how why whether so then that "
        "unless until whereas yet nor after before since once",
    ),
    (BE, "is are was were be been being am isn't wasn't get gets got getting"),
    (AUXILIARY, "has have had having will would can could may might must shall should do does did"),
    (
        ADVERB,
        "also later then now earlier again once still even just long always often never ever already only soon too "
        "therefore however nevertheless meanwhile instead further furthermore moreover today yesterday tonight "
        "tomorrow once twice sometimes afterwards ago recently here there thus hence back early late last next "
        "first there's perhaps maybe indeed rather quite very asked speaking writing well away down up out off "
        "merely",
    ),
    (
        DAY,
        "monday tuesday wednesday thursday friday saturday sunday january february march april may june july "
        "august september october november december",
    ),
    (
        NEGATION,
        "not no nobody none nothing neither nor never didn't doesn't don't won't wouldn't can't couldn't cannot "
        "hasn't haven't hadn't refused refuses declined declines",
    ),
    (WHO, "who whose which whom"),
    (TO, "to"),
    (THAT, "that whether how why what if when where who"),
    (HONORIFIC | TITLE | MALE, "mr"),
    (HONORIFIC | TITLE | FEMALE, "mrs ms miss madam baroness"),
    (HONORIFIC | TITLE, "dr prof sir dame lord lady cllr rev hon gen col sgt capt lt sen gov rep st"),
    (TITLE, "prime vice foreign finance interior defence defense deputy former acting us u.s uk eu state chief"),
    (ACCORDING, "according per"),
    (
        VIEW,
        "view opinion eyes words telling account admission reckoning clear plain reply answer response verdict "
        "motto",
    ),
    (LEADS, "like likes liked love loves loved used on rose fond continues continued"),
    (RUMOUR, "legend rumour rumor tradition gossip"),
    (HEDGE, "reportedly allegedly purportedly"),
    (ADJECTIVE, "familiar close near aware present available now former based named called"),
)


def word_set(words: str) -> frozenset[str]:
    """Make a set of words out of a text with white space between them."""
    return frozenset(words.split())


@dataclass(frozen=True, slots=True)
class ReportingVerb:
    """A verb that reports speech: what it says of the speaker's stance, and what must follow it."""

    verb: str
    stance: str
    takes: str


@dataclass(frozen=True, slots=True)
class SpeechWords:
    """A look-up of words by the hashes of their tokens.

    slots : (2**16,) int16, number of the word, from 1, whose hash ends in these bits; -1 where several do
    others, shift : (2**12,) int16, the same of those words by other bits, that far up, which no two share
    hashes : (n + 1,) uint64, hash of each word; 0 for number 0
    kinds : (n + 1,) int32, what each word may be, as bits; 0 for number 0, the words not known
    verb_of : (n + 1,) int32, number in `verbs` of the verb that a word is a form of, -1 for none
    verbs : the reporting verbs
    """

    slots: npt.NDArray[np.int16]
    others: npt.NDArray[np.int16]
    shift: np.uint64
    hashes: Hashes
    kinds: npt.NDArray[np.int32]
    verb_of: npt.NDArray[np.int32]
    verbs: tuple[ReportingVerb, ...]

    def find(self, hashes: Hashes) -> npt.NDArray[np.int32]:
        """Look tokens up: (n,) uint64 to (n,) int32, numbers for `kinds` and `verb_of`."""
        found = self.slots.take(hashes.astype(np.uint16)).astype(np.int32)  # the low bits
        several = (found < 0).nonzero()[0]
        if len(several):
            found[several] = self.others.take(hashes.take(several) >> self.shift & _OTHER)
        found *= self.hashes.take(found) == hashes
        return found


def _rows(path: Path) -> list[list[str]]:
    """Read the rows of a table after its heading line; lines with "#" are comments."""
    lines = [line for line in path.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    return [line.split("\t") for line in lines[1:]]


def _forms(base: str, others: str) -> list[str]:
    """List the forms of a verb, those in -ise with a z as well."""
    forms = [base, *others.split(" ")]
    if base.endswith("ise") and base != "promise":
        stem = len(base) - 2
        forms += [form[:stem] + "z" + form[stem + 1 :] for form in forms]
    return forms


@cache
def speech_words() -> SpeechWords:
    """Read the tables, once: about 3 ms on the first call."""
    kinds: dict[str, int] = {}
    verb_of: dict[str, int] = {}
    verbs: list[ReportingVerb] = []
    for base, forms, stance, takes in _rows(_VERBS):
        for form in _forms(base, forms):
            shape = ING if form.endswith("ing") else BASE if form == base else 0
            kinds[form] = kinds.get(form, 0) | VERB | shape
            verb_of.setdefault(form, len(verbs))
        verbs.append(ReportingVerb(base, stance, takes))
    bits = {"title": TITLE | PERSON, "person": PERSON, "body": BODY, "thing": THING}
    genders = {"m": MALE, "f": FEMALE, "-": 0}
    for noun, plural, kind, gender in _rows(_NOUNS):
        kinds[noun] = kinds.get(noun, 0) | bits[kind] | genders[gender]
        if plural != "-":
            kinds[plural] = kinds.get(plural, 0) | bits[kind] & ~TITLE | PLURAL
    for kind_, words in _CLOSED:
        for word in words.split():
            kinds[word] = kinds.get(word, 0) | kind_
    names = list(kinds)
    hashes = hash_words(names)
    numbers = np.arange(1, len(names) + 1)
    low = (hashes & _LOW).astype(np.int64)
    shared = np.bincount(low)[low] > 1
    slots, others = np.zeros(int(_LOW) + 1, np.int16), np.zeros(int(_OTHER) + 1, np.int16)
    slots[low] = np.where(shared, -1, numbers)
    shift = _shift(hashes[shared])
    others[hashes[shared] >> shift & _OTHER] = numbers[shared]
    flags = np.array([0, *kinds.values()], np.int32)
    verb_numbers = np.array([-1, *(verb_of.get(name, -1) for name in names)], np.int32)
    return SpeechWords(slots, others, shift, np.append(np.uint64(0), hashes), flags, verb_numbers, tuple(verbs))


def _shift(hashes: Hashes) -> np.uint64:
    """Return how far up the bits stand in which a few hashes differ."""
    shifts = map(np.uint64, range(16, 52))
    return next(shift for shift in shifts if len(np.unique(hashes >> shift & _OTHER)) == len(hashes))
