"""What every model card says, whatever the model: what it is, how to read it, what it is for."""

from __future__ import annotations

ABOUT = (
    "For each sentence of a text it gives the probability of 23 persuasion techniques, of any of them "
    "(`propaganda`) and of biased wording (`bias`). It is linear: each score is a sum of evidence (words, "
    "word pairs, lexicon entries, punctuation, the sentences around) that `propdetect explain` lists in full."
    " It needs numpy, one CPU core and no network."
)

USE: tuple[str, ...] = (
    "To look closer: an editor, reader, teacher or researcher sees which words of a text might persuade by "
    "other means than argument, with the evidence, and judges for themselves.",
    "To count over many texts, where the errors above are reckoned with: a share of flagged sentences says "
    "something of many articles, little of one, and nothing of a single sentence that nobody read.",
)

MISUSE: tuple[str, ...] = (
    "**Not a truth detector.** A sentence may be loaded and true, or plain and false.",
    "**Not an intent detector.** It does not know whether anyone meant to persuade, and quoting propaganda "
    "looks like using it.",
    "**Not a judge of people, outlets or groups.** Do not rank, punish, ban or hide anyone by these scores, "
    "and keep a person between a score and whatever follows from it.",
    "**Not for other languages or kinds of text** than those that it was learned from and tested on; measure "
    "on your own annotated texts first (`propdetect evaluate`).",
)

READING = (
    "Lines are the lines of an article that show something, mostly a sentence or a paragraph; a line has the "
    "highest probability of its sentences. AP is average precision, which for a random ranking is the share "
    "of positives; mAP is its mean over the techniques that occur; calibration error is the mean distance of "
    "probability and share of positives in 15 bins of equal mass; spans are compared by the characters that "
    "they share."
)

BRACKETS = (
    "Numbers in brackets are a 95 % percentile interval of an article bootstrap: articles, near-copies "
    "together, are drawn with replacement, and the model stays the same. It holds what the choice of these "
    "articles does to a figure, not what another training set or another time would do."
)


def own_protocol(folds: int, units: str = "group") -> list[str]:
    """Return how `propdetect train` fits and tests a model, as the card says it.

    folds : number of folds;  units : what is never parted, in a word
    """
    return [
        f"The texts were dealt into {folds} folds; those of one {units}, and copies of a text, were never "
        "parted. For each fold, word list and weights were learned without it, and the second stage "
        "(calibration and context) and the thresholds were chosen on the scores of the other folds. The "
        "figures are of these models, each on the fold that it was not fitted on.",
        "The model itself was then fitted on everything, so that nothing is left that it could be tested on. "
        "The other folds' scores, on which a fold's second stage and thresholds were chosen, come from models"
        " that had seen that fold, which makes the figures a little too good. Texts of one source and time "
        "resemble each other across folds: expect less on texts of another source or time.",
    ]
