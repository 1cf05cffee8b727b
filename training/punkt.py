"""Learn abbreviations, collocations and sentence starters from texts, with NLTK's PunktTrainer.

Kiss and Strunk (2006), "Unsupervised Multilingual Sentence Boundary Detection", Computational Linguistics 32.
What is learned ships as JSON; `propdetect.text.sentences` applies it without NLTK.

    python -m training.punkt CORPORA_FOLDER OUT.json
"""

from __future__ import annotations

import itertools
import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from nltk.tokenize import punkt

from propdetect.text.fold import EM_DASH, SYMBOL, fold

CORPORA = ("techniques-en.jsonl", "bias-en.jsonl", "unlabelled-en.jsonl")
FORMAT = 1

# Titles stand before a name: no sentence ends at one, however the name is spelled ("Mr. Young").
TITLES = (
    "mr mrs ms messrs mme mlle dr prof gen sen rep gov lt col sgt capt cmdr cpl maj adm rev hon pres "
    "supt insp brig reps sens fr lt.col lt.gov maj.gen "
)
# Reviewed by hand, in the form Punkt keeps them: lower case, without the last period. Left out on purpose are
# those that are common words at the end of a sentence (may, sun, sat, art, am, mass, pub).
ABBREVIATIONS = (
    "a.d a.k.a a.m adj admin al apr approx apt ariz ark assn assoc asst atty aug ave b.a b.c b.s bldg "
    "blvd bros c.e c.i.a c.e.o calif cf cie co colo conn corp ct d.a d.c dec dept dist div e.g ed eds "
    "edn e.u elec encl eq esp esq est etc ext f.b.i feb ff fla ft fwd g.o.p govt h.r hon hq hrs i.e "
    "ibid inc ind intl j.d jan jr jul jun ky l.a llc lt ltd m.a m.b.a m.d m.p md mfg mgr mich min minn "
    "misc mo mont mph mt n.b n.c n.d n.h n.j n.m n.y natl neb nev no nos nov nr oct okla op p.m p.o p.s "
    "pa ph.d phd plc pp pt pty pvt r.i rd ret rev s.c s.d sept sep sq sr st ste tel tenn tex twp u.k "
    "u.n u.s u.s.a u.s.c u.s.s.r univ v va viz vol vols vs vt w.va wis wyo yr yrs "
)

# A word with fewer lower-case occurrences has told too little about itself.
_MIN_SEEN = 4
# Orthographic contexts rarer than this share of a word's occurrences are misprints, headlines and the like;
# the published method keeps them all, so that in much text every word has been seen in every context.
_MIN_SHARE = 0.04
# Learned abbreviations need this many occurrences with a period; Punkt's rare ones are mostly misprints.
_MIN_ABBREVIATION = 4
_LONGEST_ABBREVIATION = 8
_MIN_COLLOCATION = 3
# A starter is capitalised because it starts a sentence; names, capitalised within sentences as well, are not.
_MAX_STARTER_INSIDE = 0.2
_PLAIN = re.compile(r"[a-z0-9#]([a-z0-9.&'#-]{0,28}[a-z0-9#])?")
_ABBREVIATION = re.compile(r"[a-z]{1,5}|[a-z]{1,4}(\.[a-z]{1,4})+")
_SENTENCE = re.compile(r"[.?!][\"')\]}]*\s*$")
_OPENING = re.compile(r"(?<!\S)([\"'(\[]+)(?=[A-Z])")
# NLTK takes byte 30 for white space, and some bytes above 127 too; these stand for them: a dash, a bullet,
# and characters of a script without case.
_DECODE = {EM_DASH: "\u2014", SYMBOL: "\u2022"} | {byte: chr(0x4E00 + byte) for byte in range(128, 256)}


class _CountingParameters(punkt.PunktParameters):  # type: ignore[misc]
    """Punkt's parameters, with a count for each orthographic context of a word instead of a mere flag."""

    def __init__(self) -> None:
        super().__init__()
        self.counts: dict[str, Counter[int]] = {}

    def add_ortho_context(self, typ: str, flag: int) -> None:
        super().add_ortho_context(typ, flag)
        self.counts.setdefault(typ, Counter())[flag] += 1


def decode(text: str) -> str:
    """Fold a text as the run time does and return it as a string that NLTK can read, one character a byte."""
    folded = fold(text)
    return folded.cased[: folded.length].tobytes().decode("latin-1").translate(_DECODE)


def _training_text(texts: Iterable[str]) -> str:
    """Join the sentences of the texts: headlines, capitalised as they are, would mislead about words.

    Each opening quotation mark ends its line, as Punkt would take the capital after it for one within.
    """
    lines = (line.strip() for text in texts for line in decode(text).split("\n"))
    return "\n\n".join(_OPENING.sub(r"\1\n", line) for line in lines if _SENTENCE.search(line))


def _train(text: str) -> tuple[_CountingParameters, Counter[str]]:
    """Run the trainer once over all the text; return what it learned and how often words end in a period."""
    trainer = punkt.PunktTrainer()
    trainer._params = parameters = _CountingParameters()
    trainer.INCLUDE_ABBREV_COLLOCS = True
    trainer.MIN_COLLOC_FREQ = _MIN_COLLOCATION
    parameters.abbrev_types.update(ABBREVIATIONS.split(), TITLES.split())
    trainer.train(text, finalize=False)
    parameters.abbrev_types.update(ABBREVIATIONS.split(), TITLES.split())  # training may drop some
    trainer.finalize_training()
    return parameters, Counter({t[:-1]: n for t, n in trainer._type_fdist.items() if t.endswith(".")})


def _orthography(counts: Counter[int]) -> str | None:
    """Name the group of a word by the contexts it has been seen in; None for the group of unseen words."""
    floor = max(_MIN_SHARE * counts.total(), 2)
    flags = {flag for flag, count in counts.items() if count >= floor}
    if sum(count for flag, count in counts.items() if flag & punkt._ORTHO_LC) < max(_MIN_SEEN, floor):
        return None
    return "both_cases" if punkt._ORTHO_MID_UC in flags else "lower_case"


def _starters(parameters: _CountingParameters) -> set[str]:
    """Keep the learned sentence starters that are not names; "I" is always capitalised and starts many."""
    kept: set[str] = {"i"} & parameters.sent_starters
    for word in parameters.sent_starters:
        counts = parameters.counts.get(word, Counter())
        if counts[punkt._ORTHO_MID_UC] < _MAX_STARTER_INSIDE * counts.total():
            kept.add(word)
    return kept


def _by_letter(words: Iterable[str]) -> list[str]:
    """Sort words and join those of one initial into one string: compact, and a line of JSON each."""
    kept = sorted(word for word in set(words) if all(map(_PLAIN.fullmatch, word.split("|"))))
    return [" ".join(group) for _, group in itertools.groupby(kept, lambda word: word[0])]


def learn(texts: Iterable[str]) -> dict[str, Any]:
    """Learn sentence parameters from texts, in any order; equal texts in equal order give equal parameters.

    Returns a dict for JSON. Each list holds words in lower case, joined by blanks, a string for each initial:
    abbreviations; titles (abbreviations that never end a sentence); collocations (`first|second`); starters;
    and two groups of words by the orthographic contexts they were seen in: `lower_case` (rarely capitalised
    inside a sentence) and `both_cases`. Words seen only capitalised are left out: unseen ones count the same.
    """
    learned, with_period = _train(_training_text(texts))
    abbreviations = {
        word
        for word in learned.abbrev_types
        if len(word) <= _LONGEST_ABBREVIATION
        and _ABBREVIATION.fullmatch(word)
        and with_period[word] >= _MIN_ABBREVIATION
    }
    abbreviations.update(ABBREVIATIONS.split(), TITLES.split())
    groups: dict[str, list[str]] = {"lower_case": [], "both_cases": []}
    for word, counts in learned.counts.items():
        group = None if word.endswith(".") else _orthography(counts)
        if group:
            groups[group].append(word)
    return {
        "format": FORMAT,
        "abbreviations": _by_letter(abbreviations),
        "titles": _by_letter(TITLES.split()),
        "collocations": _by_letter("|".join(pair) for pair in learned.collocations),
        "starters": _by_letter(_starters(learned)),
        **{name: _by_letter(words) for name, words in groups.items()},
    }


def reference(parameters: dict[str, Any]) -> Any:
    """Build NLTK's PunktSentenceTokenizer with the parameters, to compare the run-time splitter with."""
    words = {name: " ".join(value).split() for name, value in parameters.items() if name != "format"}
    made = punkt.PunktParameters()
    made.abbrev_types = set(words["abbreviations"])
    made.collocations = {tuple(pair.split("|")) for pair in words["collocations"]}
    made.sent_starters = set(words["starters"])
    flags = {
        "lower_case": punkt._ORTHO_MID_LC | punkt._ORTHO_BEG_UC,
        "both_cases": punkt._ORTHO_MID_LC | punkt._ORTHO_MID_UC,
    }
    for name, flag in flags.items():
        made.ortho_context.update(dict.fromkeys(words[name], flag))
    return punkt.PunktSentenceTokenizer(made)


def _texts(folder: Path) -> Iterator[str]:
    for name in CORPORA:
        with (folder / name).open(encoding="utf-8") as lines:
            for line in lines:
                yield json.loads(line)["text"]


def write(folder: Path, out: Path) -> None:
    """Learn from the corpora in a folder, and write the parameters."""
    out.write_text(json.dumps(learn(_texts(folder)), indent=0) + "\n", encoding="ascii")


def main(arguments: list[str]) -> None:
    """Run from the command line."""
    if len(arguments) != 2:
        sys.exit("usage: python -m training.punkt CORPORA_FOLDER OUT.json")
    write(*map(Path, arguments))


if __name__ == "__main__":
    main(sys.argv[1:])
