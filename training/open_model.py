"""The model `en-open`: learned from the project's own texts and lexicons alone, so it carries no one else's terms.
The texts are laid out a sentence an article, since they have no article around them; their folds are by topic.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np

from propdetect.analysis import Analysis, analyse
from propdetect.evaluation.article import Article, Span
from propdetect.learn.crossfit import Material
from propdetect.learn.dataset import dataset, folds
from propdetect.learn.rows import Bias
from propdetect.lexicon.match import Matcher
from propdetect.text.sentences import SentenceParameters
from training.authored import NEUTRAL, Authored, read
from training.names import names, phrases, silent
from training.quiet import floors

FOLDS = 3
# Techniques whose wording readers call biased, and those kinds of wording: what teaches the output `bias`, of which
# the texts themselves say nothing.
_BIASED = frozenset(
    ("loaded_language", "name_calling_labeling", "exaggeration_minimisation", "appeal_to_fear_prejudice")
)
# The names of one kind weigh the same, and the two articles before them; those of what people are weigh nothing.
ALIKE = (*names("identities").values(), ("a", "an"))
SILENT = silent()


def _sentences(text: Authored, analysis: Analysis) -> list[Article]:
    """Cut a text into its sentences, an article each, with what is marked in it; the topic is the group."""
    found = []
    starts, ends = analysis.folded.to_text(analysis.starts, analysis.ends)
    for number, (start, end) in enumerate(zip(starts.tolist(), ends.tolist(), strict=True)):
        spans = tuple(
            Span(technique, max(first, start) - start, min(last, end) - start)
            for technique, first, last in text.spans
            if first < end and last > start
        )
        found.append(Article(f"{text.id}-{number}", text.text[start:end], spans, "authored", text.topic))
    return found


def _bias(texts: Sequence[Authored], analyses: Sequence[Analysis], fold: dict[str, int]) -> Bias:
    """Label the texts whose marks, or whose lack of any, say whether their wording is biased."""
    kept = [
        (text, analysis, bool({t for t, _, _ in text.spans} & _BIASED))
        for text, analysis in zip(texts, analyses, strict=True)
        if text.kind == NEUTRAL or text.target in _BIASED
    ]
    of = np.array([fold[text.topic] for text, _, _ in kept], np.int64)
    return Bias.of([biased for _, _, biased in kept], [analysis for _, analysis, _ in kept], of)


def material(parameters: SentenceParameters, matcher: Matcher, log: Callable[[str], None]) -> Material:
    """Gather what the model is learned from."""
    texts = [text for text in read() if text.trained_on]
    whole = [analyse(text.text, parameters, matcher) for text in texts]
    topics = sorted({text.topic for text in texts})
    fold = dict(zip(topics, folds(topics, FOLDS).tolist(), strict=True))
    articles = [one for text, analysis in zip(texts, whole, strict=True) for one in _sentences(text, analysis)]
    data = dataset(
        articles,
        [analyse(article.text, parameters, matcher) for article in articles],
        np.array([fold[article.group] for article in articles], np.int64),
    )
    quiet = partial(floors, matcher=matcher, parameters=parameters)
    return Material(
        data,
        _bias(texts, whole, fold),
        matcher,
        alike=ALIKE,
        silent=SILENT,
        phrases=phrases(),
        floors=quiet,
        log=log,
    )
