"""What an entry of a lexicon may be of: a technique, or a kind of wording that linguistics ties to bias.

The kinds follow Recasens, Danescu-Niculescu-Mizil and Jurafsky (2013), "Linguistic Models for Analyzing and
Detecting Biased Language", and what they build on: Hooper (1975), "On Assertive Predicates"; Kiparsky and Kiparsky
(1970), "Fact"; Karttunen (1971), "Implicative Verbs"; Hyland (2005), "Metadiscourse".
"""

from __future__ import annotations

from propdetect.taxonomy import IDS

# Kind of wording -> what its entries have in common. A hit is evidence like any other, but shows no technique by
# itself, so it is never flagged.
WORDINGS = {
    "assertive_verb": "a verb that asserts what its clause says, more or less surely (claim, insist, suggest)",
    "factive_verb": "a verb that takes its clause for a fact (reveal, realise, regret)",
    "hedge": "a word that lowers the commitment to what is said (perhaps, apparently, to some extent)",
    "implicative_verb": "a verb that implies whether its clause came true (manage, fail, dare)",
    "judging_report_verb": "a verb of reporting that judges what is reported (admit, boast, rant)",
    "one_sided_term": "a term that one side of a dispute chose (pro-life, climate sceptic, death tax)",
    "subjective_intensifier": "a word that adds force by the writer's own measure (utterly, staggering, sheer)",
}
# The folder, within one of lexicons, that holds a file for each kind of wording.
WORDING_FOLDER = "bias"
CLASSES = (*IDS, *WORDINGS)
