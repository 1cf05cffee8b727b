"""What must follow a verb for it to report: a clause with "that", a quotation, an addressee."""

from __future__ import annotations

from propdetect.text.mentions import COMMON, Mention
from propdetect.text.reading import FAR, NEAR, Reading
from propdetect.text.speech_words import (
    ADVERB,
    AUXILIARY,
    BASE,
    DAY,
    DETERMINER,
    NEGATION,
    PLURAL,
    PREPOSITION,
    THAT,
    TO,
    VERB,
    WHO,
    ReportingVerb,
    word_set,
)

# Verbs whose past is no other form, and adjectives.
_PAST_TOO = word_set("put read forecast voiced")
# Nouns that are many without an s.
_SEVERAL = word_set(
    """
    police people staff crowd counsel government opposition public media press majority
    """
)

# What thoughts and arguments are about, rather than what they say, and what is told without saying what it says.
_ABOUT = word_set("for about of over with against")
_TALES = word_set("story stories tale tales joke jokes truth time difference")
# What verbs that take a clause may take instead.
_OBJECTS = {"rule": "out", "doubt": "it"}
# What is expressed in words.
_FEELINGS = word_set(
    "alarm anger concern concerns confidence disappointment disgust doubt doubts fear fears gratitude hope hopes "
    "horror interest optimism outrage regret regrets relief reservations satisfaction scepticism solidarity sorrow "
    "support surprise sympathy thanks"
)
# What is rejected in words.
_CLAIMS = word_set(
    """
    accusation accusations allegation allegations charge charges claim claims criticism explanation idea notion
    report reports suggestion suggestions view theory this that these it them any all as
    """
)
_EXPRESSED = {"reject": _CLAIMS, "rebut": _CLAIMS, "repudiate": _CLAIMS, "express": _FEELINGS, "voiced": _FEELINGS}
# Tokens from a verb to the end of its sentence where only an addressee follows: "told reporters", "told the BBC".
_ADDRESSED = 4
# Tokens the same where only a day or the like follows: "the Herald reported on Friday".
_DATED = 4
# Verbs after which "which" opens what is asked.
_ALSO_HOW = word_set("wonder inquire enquire")
_DECIDES = THAT | VERB


class Complements:
    """Reads off a text whether a verb has what it takes to report speech."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading

    def closes(self, at: int) -> bool:
        """Whether a verb has no clause of its own after it: "she said on Monday", "she said"."""
        reading = self._reading
        _, high = self._reading.bounds(at)
        if at + 1 >= high:
            return True
        return not self.that(at, high) and bool(reading.bits[at + 1] & (PREPOSITION | DAY | ADVERB))

    def agrees(self, at: int, subject: Mention, verb: ReportingVerb) -> bool:
        """Whether a verb may go with its subject: "the report" is no verb after "official"."""
        reading = self._reading
        if subject.kind != COMMON or not reading.bits[at] & BASE or verb.verb in _PAST_TOO or verb.takes == "state":
            return True
        last = reading.word(subject.last)
        several = last.endswith("s") or subject.bits & (PLURAL | DETERMINER) or last in _SEVERAL
        return bool(several or reading.bits[at - 1] & (AUXILIARY | ADVERB))

    def that(self, at: int, high: int) -> bool:
        """Whether a clause with that, whether, how ... follows a verb, or a colon."""
        reading = self._reading
        stop = min(high, at + FAR)
        after = reading.text[reading.ends[at] : reading.begins[stop] if stop < high else reading.ends[high - 1]]
        if ":" in after:
            return True
        for next_, kind in enumerate(reading.bits[at + 1 : stop], at + 1):
            if not kind & _DECIDES or reading.quoted[next_] >= 0:
                continue
            if kind & THAT:
                return True
            if reading.word(next_).endswith("ing"):
                return False  # "reported about him admitting that": the nearer verb has it
        return False

    def _which(self, at: int, high: int) -> bool:
        """Whether a question with "which" follows a verb closely: "wondered aloud which ..."."""
        return any(self._reading.bits[i] & WHO for i in range(at + 1, min(high, at + 4)))

    def complete(
        self, at: int, first: int, low: int, high: int, verb: ReportingVerb, *, ing: bool, may: bool
    ) -> bool:
        """Whether a verb and what follows it report speech without a quotation beside them; may : `may_report`."""
        reading = self._reading
        takes = verb.takes
        if at + 1 >= high or (reading.hard[at + 1] and reading.mark(at + 1, ",")):
            # "..., Venn said." and "the fund, Venn said, was empty"; no verb of manner or place
            speech = takes in ("clause", "told", "that", "if") and verb.verb != "cite"
            return speech and self._set_off(first, low) and not ing
        if high - at <= _DATED and self._dated(at, high, verb):
            return self._set_off(first, low) and reading.quoted[first - 1] < 0 and not ing
        if takes == "told" and high - at <= _ADDRESSED:  # "the fund was empty, Venn told reporters"
            return self._set_off(first, low) or high - at > 2
        return may

    def _dated(self, at: int, high: int, verb: ReportingVerb) -> bool:
        """Whether a day or the like ends the sentence after a verb: "..., the Herald reported on Friday."."""
        return verb.takes == "that" and self._reading.bits[high - 1] & DAY > 0

    def _set_off(self, first: int, low: int) -> bool:
        """Whether a comma or a quotation stands before a clause."""
        reading = self._reading
        return first > low and (reading.quoted[first - 1] >= 0 or reading.mark(first, ","))

    def may_report(self, at: int, high: int, verb: ReportingVerb) -> bool:
        """Whether what follows a verb is what it takes, or nothing follows (as in "..., Venn said.")."""
        reading = self._reading
        takes = verb.takes
        if takes in ("quote", "colon"):
            return False
        if at + 1 >= high or (reading.hard[at + 1] and reading.mark(at + 1, ",")):
            return True
        kind = reading.bits[at + 1]
        if kind & NEGATION and takes == "told":
            return False
        if (not kind or kind & NEGATION) and reading.word(at + 1) in ("nothing", "little", "goodbye", "hello"):
            return bool(self.that(at, high))
        if takes == "clause":
            if verb.verb in _EXPRESSED:  # bills and plans are rejected without a word
                said = _EXPRESSED[verb.verb]
                return any(reading.word(i) in said for i in range(at + 1, min(high, at + NEAR)))
            return verb.stance not in ("think", "claim") or reading.word(at + 1) not in _ABOUT
        if takes == "told":
            return not (reading.word(at + 1) in ("a", "the") and reading.word(min(at + 2, high - 1)) in _TALES)
        if verb.verb in _OBJECTS and _OBJECTS[verb.verb] == reading.word(at + 1):
            return True
        if verb.verb == "suspect" and reading.bits[at] & BASE:
            return True  # "police suspect a fox"
        if takes in ("that", "state"):
            if high - at <= _DATED and self._dated(at, high, verb):
                return True
            return self.that(at, high) or (verb.verb in _ALSO_HOW and self._which(at, high))
        if takes == "next":
            said_of = kind & TO and verb.verb == "understand"  # "is understood to have left"
            return bool(kind & THAT or said_of) or reading.mark(at + 1, ":")
        near = range(at + 1, min(high, at + NEAR))
        if takes == "if":
            return any(reading.word(i) in ("if", "whether", "why", "how", "what", "to", "for") for i in near)
        if takes == "as":
            # called it "a farce", called for peace
            if verb.verb == "call" and reading.word(at + 1) in ("on", "upon"):
                return any(reading.bits[i] & TO for i in range(at + 2, min(high, at + FAR)))
            if verb.verb == "describe" and reading.word(at + 1) == "how":
                return True
            return any(reading.quoted[i] >= 0 or reading.word(i) in ("as", "for") for i in near)
        if takes == "to":
            return any(reading.bits[i] & TO for i in near) or self.that(at, high)
        idiom = verb.verb == "put" and reading.word(at + 1) == "it"  # "as Venn put it"
        idiom |= verb.verb == "blame" and any(reading.word(i) == "on" for i in near)
        return idiom or any(reading.word(i) == takes for i in near)
