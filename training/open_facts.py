"""What the card of the model `en-open` says beside its figures: data, terms, protocol, use."""

from __future__ import annotations

from propdetect.learn.facts import CardFacts, Source
from training.card_facts import EVEN_HANDED, MISUSE, USE

_SOURCES: list[Source] = [
    {
        "name": "training/data/authored-en.jsonl",
        "what": "the project's own texts: examples of each technique, near misses and plain prose; one in five is "
        "never trained on, and a part of the plain prose tells only how high thresholds must be",
        "terms": "Apache-2.0",
    },
    {
        "name": "lexicons/en",
        "what": "the project's own lexicons",
        "terms": "Apache-2.0",
    },
]

FIXED: CardFacts = {
    "name": "en-open",
    "about": [
        "This one was learned from the project's own texts and lexicons alone: its weights carry no one else's "
        "terms. It knows less than `en`, which was learned from annotated news (research terms).",
    ],
    "data": _SOURCES,
    "data_notes": [
        "No article, no annotator's label, no pretrained encoder and no teacher had a part in it; the sentence "
        "splitter's parameters were learned from the same texts. Which lexicon entries there are, and how strong, "
        "was decided with an eye on how often they are right in the annotated corpora.",
    ],
    "protocol": [
        "The texts were cut into sentences, each a document of its own, and dealt into 3 folds by topic; second "
        "stage, thresholds and flag shapes were chosen on scores of the other folds. No sentence has an article "
        "around it there, so this model makes nothing of context.",
        "The texts show each technique far more often than news does and are written to show it, so probabilities "
        "and thresholds are those of such texts: expect too many alarms in news for rare techniques, and choose "
        "thresholds of your own where you have labels. `bias` was learned from the texts' marks (loaded language, "
        "name calling, exaggeration, appeals to fear, against plain prose and their near misses): nobody labelled "
        "them for bias.",
        "Its figures on annotated articles are of all 497 of them, of which it has seen none; those of `en` beside "
        "them are the union of its folds.",
    ],
    "even_handed": EVEN_HANDED[:1],
    "use": USE,
    "misuse": MISUSE,
}
