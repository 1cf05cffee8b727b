"""Find where a text attributes words: reporting verbs with their subjects, "according to", "reportedly"."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from operator import attrgetter

from propdetect.text.beside import Beside
from propdetect.text.bounds import phrase_after
from propdetect.text.complements import Complements
from propdetect.text.mentions import COMMON, NAME, OTHER, PRO, Mention, noun_phrase
from propdetect.text.reading import NEAR, Reading
from propdetect.text.sources import Attribution, Sources
from propdetect.text.speech_words import (
    ACCORDING,
    ADVERB,
    AUXILIARY,
    BASE,
    BE,
    BREAK,
    DETERMINER,
    FEMALE,
    HEDGE,
    ING,
    LEADS,
    MALE,
    NEGATION,
    NOUN,
    PERSON,
    PLURAL,
    PREPOSITION,
    RUMOUR,
    THAT,
    TO,
    VERB,
    VIEW,
    ReportingVerb,
    word_set,
)
from propdetect.text.subjects import Subjects

# Verbs with a form that is more often a noun: "insurance claims".
_ALSO_NOUNS = word_set(
    """
    claim report note state answer call charge demand fear hope offer promise doubt estimate forecast object
    comment remark reply request reason point post read find cry shout praise protest counter appeal label brand
    caution dispute pledge vow tweet stress lament worry wonder suspect nod smile laugh joke quip thought warn
    snap plead
    """
)
# Tokens between a quotation and a verb that may belong to it.
_BESIDE = 24
# What opens a question.
_ASKS = AUXILIARY | BE
# Before "on to say" and "fond of saying"; who hears what is said in evidence.
_GOES_ON = word_set("go goes going gone went")
_SHOWS = word_set("suggest indicate confirm reveal signal imply")
_HEARS = word_set("court courts hearing inquest inquiry jurors jury magistrates panel tribunal")
_NO_VERB_NEEDED = ACCORDING | HEDGE | VIEW | RUMOUR
# Passives that report what is said without saying by whom.
_SAID_OF = word_set(
    """
    say allege think believe claim report announce fear accuse describe suspect tell understand
    """
)


class Finder:
    """Reads the attributions off a text.

    reading : the text; verbs : the lexicon
    passages : first token of each outermost quoted passage, and the token after its last
    """

    def __init__(self, reading: Reading, verbs: tuple[ReportingVerb, ...], passages: list[tuple[int, int]]) -> None:
        self._reading, self._verbs = reading, verbs
        self._subjects, self._complements = Subjects(reading), Complements(reading)
        self._sources = Sources(reading, self._subjects)
        self._passages, self._stops = [begin for begin, _ in passages], [stop for _, stop in passages]
        self._beside = Beside(reading, verbs, self._passages, self._stops)

    def find(self, candidates: Iterable[int]) -> list[Attribution]:
        """Find the attributions at tokens that may report, in the order of the text."""
        bits, hard = self._reading.bits, self._reading.hard
        found: list[Attribution] = []
        for at in candidates:
            kind = bits[at]
            one = self._verb(at, found[-1] if found else None) if kind & VERB else None
            if one is None and kind & _NO_VERB_NEEDED:
                one = self._sources.at(at)
            if one is None and hard[at] and self._reading.mark(at, ":"):
                one = self._sources.after_colon(at)
            if one is not None:
                found.append(one)
        like = [number for number, at in enumerate(self._passages) if at > 1 and bits[at - 1] & LEADS]
        found += [one for number in like if (one := self._like(number)) is not None]
        return sorted(found, key=attrgetter("token")) if like else found

    def _like(self, number: int) -> Attribution | None:
        """Read "she was like" before a passage, as talk and posts have it; number : of the passage."""
        reading, at = self._reading, self._passages[number]
        if not reading.bits[at - 2] & BE or reading.word(at - 1) != "like":
            return None
        low = reading.bounds(at - 1)[0]
        mention, first, _ = (
            self._subjects.find(at - 2, low, False, None, False) if at - 2 > low else (None, at, False)
        )
        if mention is None or not (mention.kind == NAME or mention.bits & (PERSON | MALE | FEMALE | PLURAL)):
            return None
        return Attribution(reading.sentence[at - 1], at - 1, first, at - 1, mention, None, False, -1, number)

    def _verb(self, at: int, previous: Attribution | None) -> Attribution | None:
        """Read the clause of a reporting verb; None where the word is no verb that reports here."""
        reading = self._reading
        quoted = reading.quoted
        verb = self._verbs[reading.verbs[at]]
        low, high = reading.bounds(at)
        before = at - 1 if at > low and quoted[at - 1] < 0 else -1
        lead = at
        if before >= 0 and (self._no_verb(before) or reading.text[reading.begins[at] - 1] == "-"):
            lead = self._lead(at, low)  # "widely-cited" has none
            if lead < 0:
                return None
        passages = self._passages
        number = bisect_right(passages, at)
        right = self._beside.right(at, high, number) if number < len(passages) and passages[number] <= high else -1
        beside = right >= 0 or (number > 0 and at - self._stops[number - 1] < _BESIDE)
        if not beside and verb.takes in ("quote", "colon"):
            return None
        may = self._complements.may_report(at, high, verb)
        if not beside and not may:
            return None
        # "...", said X
        inverted = before < 0 and self._beside.left(at) >= 0 and not reading.capital[at]
        if not inverted and before >= 0 and reading.hard[at] and not reading.bits[at] & ING:
            inverted = self._headline(at, high)
        if inverted:
            return self._inverted(at, high, verb, right)
        return self._plain(at, (low, high), verb, previous, right, may=may, lead=lead)

    def _lead(self, at: int, low: int) -> int:
        """Return the verb that leads to an infinitive which tells what was said: "likes to say"; -1 for none."""
        bits = self._reading.bits
        if at - 2 <= low or not bits[at] & BASE or not bits[at - 1] & TO or not bits[at - 2] & LEADS:
            return -1
        if self._reading.word(at - 2) in ("on", "fond"):  # "went on to say"
            return at - 3 if at - 3 > low and self._reading.word(at - 3) in _GOES_ON else -1
        return at - 2 if not bits[at - 3] & AUXILIARY else -1  # "would like to say" says nothing yet

    def _no_verb(self, before: int) -> bool:
        """Whether a word is a noun or an infinitive, by the token before it."""
        kind = self._reading.bits[before]
        if self._reading.hard[before + 1] and self._reading.parted(before + 1):
            return False  # "who is at number nine, blames"
        if kind & (DETERMINER | TO) or (kind & PREPOSITION and not kind & ADVERB):
            return True
        if kind & AUXILIARY and before and self._reading.bits[before - 1] & TO:
            return True  # "to have said"
        if self._reading.tight[before + 1] or not self._reading.possessive(before):
            return False
        return before == 0 or self._reading.word(before - 1) != "st"  # "St Orla's said"

    def _plain(
        self,
        at: int,
        bounds: tuple[int, int],
        verb: ReportingVerb,
        previous: Attribution | None,
        right: int,
        *,
        may: bool,
        lead: int,
    ) -> Attribution | None:
        """Read a clause whose subject, if any, stands before its verb.

        bounds : as `Reading.bounds` has them; may : as `Complements.may_report` has it
        lead : the verb that has the subject, where the one that reports is an infinitive
        """
        reading = self._reading
        low, high = bounds
        ing = bool(reading.bits[at] & ING)
        before_it = previous.mention if previous is not None and previous.sentence == reading.sentence[at] else None
        thinks = verb.stance in ("think", "deny")
        subject, first, passive = self._subjects.find(lead, low, ing, before_it, thinks)
        if verb.takes == "state":
            passive = not passive  # "is sure that"
        elif verb.verb == "worry":
            passive = False  # so is "is worried that"
        if passive:
            return self._passive(at, high, verb, subject, first, right)
        if subject is None and right >= 0 and at > low and reading.word(at - 1) == "and":
            subject, first = self._subjects.opening(at, low), at
            return Attribution(reading.sentence[at], at, first, at, subject, verb, False, -1, right)
        if subject is None or not self._speaks(at, bounds, verb, subject, first, right):
            return None
        left = self._beside.left(first)
        if verb.verb == "call":
            if subject.kind == PRO and subject.bits & PLURAL:
                return None  # "they call him Iron Jack" names nobody
            if first > low and reading.word(first - 1) == "what":
                return self._what(at, first, subject, verb, right)
        reports = subject.kind != OTHER and self._complements.complete(at, first, low, high, verb, ing=ing, may=may)
        if left < 0 and right < 0 and not (reports and not self._aside(first, low)):
            return None
        if ing and verb.verb in _SHOWS and reading.parted(at):
            return None  # "Karn ordered two coats, suggesting that": what it shows, nobody says
        if verb.verb == "hear":  # "the court heard that": from whom, it does not say
            return Attribution(reading.sentence[at], at, first, at, None, verb, reports, left, right)
        return Attribution(reading.sentence[at], at, first, at, subject, verb, reports, left, right)

    def _aside(self, first: int, low: int) -> bool:
        """Whether a clause only goes with one that says something else: "trains run as Velmark blames a plot"."""
        reading = self._reading
        before = first - 1
        opens = before > low and reading.bits[before] & BREAK and reading.word(before) in ("as", "while")
        return bool(opens) and not reading.mark(before, ",")

    def _speaks(
        self, at: int, bounds: tuple[int, int], verb: ReportingVerb, subject: Mention, first: int, right: int
    ) -> bool:
        """Whether a verb with this subject, whose phrase begins with `first`, may be one that reports."""
        reading = self._reading
        bits = reading.bits
        low, high = bounds
        if bits[subject.first] & NEGATION:
            return False
        if verb.verb == "hear" and reading.word(subject.last) not in _HEARS:
            return False
        if verb.takes == "state" and reading.word(subject.last) == "it":
            return False  # "it is doubtful that"
        if subject.kind == COMMON and not subject.bits & NOUN and verb.verb in _ALSO_NOUNS:
            beside = right >= 0 or self._beside.left(first) >= 0
            if not reading.word(at).endswith("ed") and not beside and not self._complements.that(at, high):
                return False
        asked = bits[low] & _ASKS and low < first and right < 0
        return self._complements.agrees(at, subject, verb) and not asked

    def _what(self, at: int, first: int, subject: Mention, verb: ReportingVerb, right: int) -> Attribution | None:
        """Read ""A farce" is what X calls it"; "what X calls "a reform"" is the writer's distance from the word."""
        reading = self._reading
        number = bisect_right(self._passages, first) - 1
        said = number >= 0 and reading.sentence[self._passages[number]] == reading.sentence[at]
        if right >= 0 or not said:
            return None
        return Attribution(reading.sentence[at], at, first, at, subject, verb, True)

    def _headline(self, at: int, high: int) -> bool:
        """Whether a sentence ends in ", says Velmark"."""
        reading = self._reading
        if (
            not reading.mark(at, ",")
            or not (reading.word(at) in ("said", "say") or reading.word(at).endswith("s"))
            or at + 1 >= high
        ):
            return False
        if reading.bits[at + 1] & (THAT | BREAK | PREPOSITION | TO | NEGATION):
            return False
        end = phrase_after(reading, at + 1, high)
        source = noun_phrase(reading, at + 1, end)
        if source is None or not (source.kind == NAME or source.bits & NOUN):
            return False  # "Abel Soames, a fan, blames greed"
        # ", says Velmark (Photo: ...)", ", says Orla Venn, the mayor", ", says Orla Venn, who has it"
        if end == high or "(" in reading.gap(end):
            return True
        return bool(reading.capital[end - 1]) and reading.gap(end) == ", "

    def _inverted(self, at: int, high: int, verb: ReportingVerb, right: int) -> Attribution | None:
        reading = self._reading
        left = self._beside.left(at)
        if left < 0 and verb.stance == "confirm":
            return None  # a headline that lets its source confirm something says it in its own voice
        mention, last = (
            self._subjects.after(at + 1, high) if at + 1 < high and reading.quoted[at + 1] < 0 else (None, at)
        )
        if mention is None and (left < 0 or verb.takes not in ("clause", "that", "told", "if")):
            return None
        return Attribution(reading.sentence[at], at, at, last, mention, verb, left < 0, left, right)

    def _passive(
        self, at: int, high: int, verb: ReportingVerb, subject: Mention | None, first: int, right: int
    ) -> Attribution | None:
        """Read "is said to", "it is alleged that", "is quoted as saying"."""
        reading = self._reading
        sentence = reading.sentence[at]
        if verb.verb == "quote":
            words = [reading.word(i) for i in range(at + 1, min(high, at + NEAR))]
            if "saying" in words and subject is not None:
                return Attribution(sentence, at, first, at, subject, verb, True, -1, right)
            return None
        if subject is None or subject.kind == OTHER or verb.verb not in _SAID_OF or at + 1 >= high:
            return None
        next_ = reading.bits[at + 1]
        it = subject.kind == PRO and reading.word(subject.first) == "it"
        if verb.verb == "tell":
            fits = bool(next_ & THAT)
        else:
            fits = bool(next_ & (TO | THAT)) or (verb.takes in ("of", "as") and reading.word(at + 1) == verb.takes)
            fits |= it and self._complements.that(at, high)
        return Attribution(sentence, at, first, at, None, verb, True, -1, right) if fits else None
