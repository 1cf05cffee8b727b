"""A slow, obvious scorer to compare the fast one with: loops over sentences and words, dicts and strings.

It takes from the package where sentences, words, lexicon hits and allowed words are (others test these) and how a
word is hashed; all sums, look-ups, n-grams, habits of style, and what surrounds a sentence it works out by itself.
"""

from collections import Counter
from functools import cache
from itertools import pairwise
from math import exp, log1p, sqrt

from propdetect.analysis import Analysis
from propdetect.lexicon.match import Matcher
from propdetect.model.scoring import Weights
from propdetect.taxonomy import OUTPUTS
from propdetect.text.style import STYLES
from propdetect.text.tokens import hash_words

Row = list[float]
_N = len(OUTPUTS)
_64_BITS = (1 << 64) - 1


def mix(value: int) -> int:
    """Scramble 64 bits as SplitMix64 does at its end."""
    value = ((value ^ (value >> 30)) * 0xBF58476D1CE4E5B9) & _64_BITS
    value = ((value ^ (value >> 27)) * 0x94D049BB133111EB) & _64_BITS
    return value ^ (value >> 31)


def combine(first: int, second: int) -> int:
    """Hash an ordered pair of hashes."""
    return mix((first * 0x9E3779B97F4A7C15 + (second ^ (second >> 30))) & _64_BITS)


@cache
def hash_word(word: str) -> int:
    """Hash one word."""
    return int(hash_words([word])[0])


def ngrams(word: str, buckets: int) -> list[int]:
    """Number the buckets of a word's character n-grams, its edges marked."""
    marked = f"<{word[:24]}>"
    found = []
    for size in (3, 4, 5):
        for i in range(len(marked) - size + 1):
            gram = marked[i : i + size].encode("latin-1")
            found.append(mix(int.from_bytes(gram, "little") | size << 56) % buckets)
    return found


def style(raw: str, words: list[str], index: int, sentences: int) -> dict[str, float]:
    """Measure a sentence, given as it stands and as words in their case."""
    capitals = [w for w in words if "A" <= w[0] <= "Z"]
    shouted = [w for w in capitals if len(w) >= 4 and "A" <= w[1] <= "Z" and "A" <= w[-1] <= "Z"]
    marks = {
        "exclamation marks": "!", "question marks": "?", "double quotation marks": '"', "parentheses": "(",
        "dashes": "\x1e", "colons": ":", "semicolons": ";", "hashtags and mentions": "#@",
        "money and percentages": "$%",
    }  # fmt: skip
    return {
        **{name: log1p(sum(raw.count(c) for c in characters)) for name, characters in marks.items()},
        "words in capitals": log1p(len(shouted)),
        "capitalised words": len(capitals) / max(len(words), 1),
        "numbers": sum(w[0] <= "9" for w in words) / max(len(words), 1),
        "long words": sum(len(w) >= 9 for w in words) / max(len(words), 1),
        "length in words": log1p(len(words)) - 3,
        "few words": float(len(words) <= 6),
        "first sentence": float(index == 0 and sentences > 1),
    }


class Reference:
    """Scores analysed texts with the weights of a model, one word at a time."""

    def __init__(self, weights: Weights, matcher: Matcher) -> None:
        self.weights, self.matcher = weights, matcher
        keys = zip(weights.word_keys.tolist(), weights.word_numbers.tolist(), strict=True)
        self.words = {key: number for key, number in keys if key}
        keys = zip(weights.pair_keys.tolist(), weights.pair_numbers.tolist(), strict=True)
        self.pairs = {key: number for key, number in keys if key}
        self.word_row = cache(self._word_row)

    def _word_row(self, word: str) -> Row:
        number = self.words.get(hash_word(word))
        if number is not None:
            row: Row = self.weights.word_rows[number].tolist()
            return row
        grams = ngrams(word, len(self.weights.ngram_rows))
        rows = [self.weights.ngram_rows[gram].tolist() for gram in grams]
        return [sum(column) / sqrt(len(grams)) for column in zip(*rows, strict=True)]

    def _lexicon_classes(self, analysis: Analysis, first_token: int, last_token: int) -> list[int]:
        hits = zip(analysis.hits.entries.tolist(), analysis.hits.starts.tolist(), strict=True)
        entries = [entry for entry, start in hits if first_token <= start < last_token]
        return [
            int(self.matcher.techniques[entry]) * 3 + int(self.matcher.strengths[entry]) - 1 for entry in entries
        ]

    def _own(self, analysis: Analysis, index: int) -> Row:
        """Sum the evidence of a sentence itself."""
        start, end = int(analysis.starts[index]), int(analysis.ends[index])
        spans = list(zip(analysis.tokens.starts.tolist(), analysis.tokens.ends.tolist(), strict=True))
        inside = [i for i, (begin, stop) in enumerate(spans) if start <= begin and stop <= end]
        lower = [analysis.folded.lower[slice(*spans[i])].tobytes().decode("latin-1") for i in inside]
        cased = [analysis.folded.cased[slice(*spans[i])].tobytes().decode("latin-1") for i in inside]
        out: Row = self.weights.intercept.tolist()
        factor = 1 / sqrt(max(len(lower), 4))
        allowed = [analysis.allowed is not None and bool(analysis.allowed[i]) for i in inside]
        for word, mute in zip(lower, allowed, strict=True):
            if not mute:
                _add(out, self.word_row(word), factor)
        for (first, mute), (second, mute_too) in pairwise(zip(lower, allowed, strict=True)):
            if mute or mute_too:
                continue
            number = self.pairs.get(combine(hash_word(first), hash_word(second)))
            if number is not None:
                _add(out, self.weights.pair_rows[number].tolist(), factor)
        if inside:
            classes = Counter(self._lexicon_classes(analysis, inside[0], inside[-1] + 1))
            for cls, count in classes.items():
                _add(out, self.weights.lexicon_rows[cls].tolist(), min(count, 2))
        raw = analysis.folded.cased[start:end].tobytes().decode("latin-1")
        measured = style(raw, cased, index, len(analysis.starts))
        assert tuple(measured) == STYLES
        for value, row in zip(measured.values(), self.weights.style_rows.tolist(), strict=True):
            _add(out, row, value)
        return out

    def logits(self, analysis: Analysis) -> list[Row]:
        """Return the logits of each sentence for each output."""
        own = [self._own(analysis, i) for i in range(len(analysis.starts))]
        center = self.weights.context_center.tolist()
        around = [[a - c for a, c in zip(row, center, strict=True)] for row in own]
        zeros, any_technique = [0.0] * _N, OUTPUTS.index("propaganda")
        totals = [sum(column) for column in zip(*around, strict=True)]
        for i, row in enumerate(own):
            others = [(t - a) / (len(own) - 1 + 3) for t, a in zip(totals, around[i], strict=True)]
            if len(own) == 1:
                others = zeros
            before = around[i - 1] if i > 0 else zeros
            after = around[i + 1] if i + 1 < len(own) else zeros
            surroundings = (others, before, after, [others[any_technique]] * _N)
            for values, factors in zip(surroundings, self.weights.context.tolist(), strict=True):
                for t in range(_N):
                    row[t] += values[t] * factors[t]
        return own

    def probabilities(self, analysis: Analysis) -> list[Row]:
        """Return the probabilities of each sentence for each output."""
        return [[1 / (1 + exp(-logit)) for logit in row] for row in self.logits(analysis)]


def _add(total: Row, row: Row, factor: float) -> None:
    for i, value in enumerate(row):
        total[i] += value * factor
