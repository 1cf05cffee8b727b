"""What the card of the model `en` says beside its figures: data, terms, protocol, identity terms, use, misuse."""

from __future__ import annotations

from propdetect.learn.facts import CardFacts, Source

SOURCES: list[Source] = [
    {
        "name": "SemEval-2023 task 3, subtask 3, English",
        "what": "446 articles, those of the Propaganda Techniques Corpus (PTC), with spans of 19 of the 23 "
        "techniques",
        "terms": "research use",
    },
    {
        "name": "CheckThat! 2024 task 3, English, half of it",
        "what": "51 newer articles with spans of all 23 techniques",
        "terms": "research use",
    },
    {
        "name": "BABE",
        "what": "2,954 news sentences that experts labelled as biased or not",
        "terms": "repository AGPL-3.0; data CC BY-NC-SA",
    },
    {
        "name": "SemEval-2021 task 6",
        "what": "951 texts of memes with spans; seen by the teachers only",
        "terms": "free for general research use",
    },
    {
        "name": "LOGIC",
        "what": "2,452 short texts, each a named fallacy, where it is one of the techniques; seen by the "
        "teachers only",
        "terms": "not stated",
    },
    {
        "name": "Sentences without labels",
        "what": "about 109,000 sentences of news, headlines, political statements and comments, from the "
        "collections behind the projects MAGPIE and MBIB; labelled by a teacher",
        "terms": "various, research use",
    },
    {
        "name": "Cross-domain propaganda data (Wang et al. 2020), Wikipedia's NPOV statements",
        "what": "about 72,000 sentences of speeches, short messages, news and encyclopaedias; their own labels, of "
        "who wrote them and of disputed neutrality, are not used; labelled by a teacher",
        "terms": "not stated; CC BY-SA text",
    },
    {
        "name": "all-MiniLM-L6-v2",
        "what": "encoder: fine-tuned, a teacher, in three runs; as it is, it gives vectors of words",
        "terms": "Apache-2.0",
    },
    {
        "name": "all-mpnet-base-v2",
        "what": "larger encoder: fine-tuned, a teacher; as it is, it gives vectors of words",
        "terms": "Apache-2.0",
    },
    {
        "name": "training/data/authored-en.jsonl",
        "what": "the project's own 6,000 texts: examples, near misses and plain prose; one in five is never "
        "trained on, and a part of the plain prose tells only how high thresholds must be",
        "terms": "Apache-2.0",
    },
]

_DATA_NOTES = [
    "None of these texts is in the model or in the project, apart from the project's own sentences. What "
    "ships is numbers learned from them. Whoever uses the model for more than research should read the "
    "terms above and judge for themselves what they mean for weights; several sources allow research "
    "only, and one states no terms.",
    "Four techniques (`appeal_to_time`, `appeal_to_values`, `consequential_oversimplification`, "
    "`questioning_the_reputation`) have annotated articles only in the newer 51. Annotators often disagree about "
    "all of them, so a perfect score is not to be had.",
]

_PROTOCOL = [
    "The articles were clustered by topic (TF-IDF, latent semantic analysis, k-means, 30 clusters; "
    "near-copies are one text and never part), and the clusters dealt into 3 folds; the sentences of BABE "
    "by the topic that it states. Teachers, three fine-tunings of all-MiniLM-L6-v2 and one of all-mpnet-base-v2 on "
    "the annotated part (and three of the four on the project's own texts too), were trained for each fold without "
    "it. A linear student learned, again for each fold without it, from annotators' labels mixed with teachers' "
    "probabilities, from unlabelled sentences each of which one of the teachers labelled, from the project's own "
    "texts, and from the teachers' logits for single words.",
    "Teachers, word list, student, second stage (calibration and context), thresholds and flag shapes: "
    "each was fitted without the fold that the figures are reported on. The figures are those of the "
    "union of the folds. The model that ships was then fitted on everything, with the mean of the folds' "
    "teachers, so that nothing is left that it could itself be tested on.",
    "What this does not rule out:\n\n"
    "- The scales of the features and the strengths of the penalties were chosen while looking at one of "
    "these folds.\n"
    "- The vectors of words come from encoders pretrained on text that may hold anything, these articles "
    "included.\n"
    "- The second stage and the thresholds of a fold are chosen on out-of-fold scores of the other folds, "
    "and the first stages that gave those scores had seen the fold.\n"
    "- The parameters of the sentence splitter were learned from all articles, without their labels.\n"
    "- Outlets recur across folds, though clusters of topics do not.\n"
    "- Whoever wrote the lexicons looked at counts of their matches in and outside the spans of all articles, "
    "and entries that were rarely right were weakened or dropped. Most entries stand in none of the articles, and "
    "on one fold four times as many entries changed no average precision by more than .002; the figures of "
    "`en-open`, which leans on lexicons more, owe them more.\n"
    "- The steps of the optimizer and the ablation's choices rest on one of the folds. Plain prose was given four "
    "times its weight after a first model had raised alarms in 3.2 % of the very sentences that the table of plain "
    "prose is measured on: expect a little more on other prose.\n"
    "- Which outputs further unlabelled sentences teach was decided by what they gave on the union of the folds.\n"
    "- How thresholds and flags are chosen (below the ablation) was decided by what several ways gave on the union "
    "of the folds, though each way was fitted without the fold that it was measured on.",
    "`older -> newer` is the harder test: trained on the 446 older articles, tested on the 51 newer, "
    "which are of other outlets and another period and were annotated by other guidelines. It had two teachers, "
    "fine-tunings of the smaller encoder on the older part, so the figures show less than the model can. Its first "
    "stage has seen no newer article; its "
    "second stage and thresholds are chosen on the older articles' out-of-fold scores, whose first stages had "
    "seen some. The four techniques that only the newer articles show are learned in it from the project's own "
    "sentences alone.",
]

EVEN_HANDED = [
    "No lexicon entry is by itself a person, a people, a nation, a religion or an orientation. Words "
    "learn weights from the articles, though, and in these the names of some groups may stand near loaded "
    "language more often than others. So a name can carry some weight, which `propdetect explain` shows "
    "like any other evidence. The table says how much, in neutral sentences that differ in the name "
    "alone. Names that the tests do not hold were not measured.",
    "The 1,600 names of `training/data/evenhanded/names.tsv` (countries, peoples, capitals, leaders, parties, "
    "religions, ethnic groups, genders, orientations, disabilities, ages), and those of `ambiguous.tsv` that "
    "are nearly always names or say what people are (labour, black, old), count as one word a kind. Pairs of "
    "words that hold one have no weight, but for an adjective of a nation or the name of its people: a word "
    'beside one ("<nation> people") makes a pair with all of them alike. On the fold that it was tried on this '
    "cost nothing (see the ablation). Names of what people are (parties, religions, ethnic groups, genders, "
    "orientations, disabilities, ages) weigh nothing at all: what the fit found in them was struck out, in the "
    "folds too. Before, a party's name raised name calling by 0.7 log-odds in a sentence of four words, and one of "
    "two words by nearly twice that; the spread of decisions was 12.5 points at the same thresholds. On all three "
    "folds, by line, it costs .002 of the average precision of `name_calling_labeling` and .001 of that of any "
    "technique. Names of countries and leaders keep their weights: without them `flag_waving` would lose .024. "
    "Names of several words weigh what one word does: the 753 of `phrases.tsv` (Saudi Arabia, National Rally, "
    'Nelson Mandela, middle-aged), a party\'s name with "Party" after it and "18-year-old" have pairs that take '
    "back what their words say beyond that, in the folds too. And no word for a gender, an orientation or a "
    "disability weighs anything, ordinary words or not (straight, impaired). Before, the spread of decisions was "
    "3.0 points, the shift .37 and the changed pairs 3.7 %; micro-F1 on the folds is the same with them, AP of "
    "`flag_waving` .003 and macro-F1 of `bias` .003 lower (AUC .001). Not kept: the same for United States and "
    'United Kingdom, which did no better, and for names with "of", "and" or "the" in them, whose pairs stand in '
    "other text as well (`flag_waving` lost .007). Swapped names still change decisions, since a longer name "
    "makes the sentence longer and so each of its other words weigh a little less (parties: Likud, the Labour "
    "Party), and since a name of nine letters is a long word. Lexicon entries that branded servants of some "
    "capitals and countries only (puppets, lapdogs) now brand those of 52 capitals and some thirty nations alike.",
]

USE = [
    "Research on persuasion and media bias in English news, and teaching: the evidence can be checked "
    "word by word.",
]

MISUSE = [
    "**Not for English of other kinds** without a test of your own: it was tested on news articles and "
    "opinion pieces, not on chats, speeches, law, fiction or advertising.",
    "**Not to write propaganda that no tool flags.** Its evidence is open, so wording can be changed until nothing "
    "fires; a text without flags is not thereby fair.",
    "**Not as the measure of an outlet's or a side's honesty.** Most of the articles that it learned "
    "techniques from are of a limited set of outlets and years, and what annotators marked in those is "
    "what it knows.",
]

# The figures come from the build; `{**FIXED, "name": ..., ...}` is the whole.
FIXED: CardFacts = {
    "name": "en",
    "about": [
        "It reads English news. Teachers (fine-tuned sentence encoders) helped to fit it and are not part of it.",
    ],
    "data": SOURCES,
    "data_notes": _DATA_NOTES,
    "protocol": _PROTOCOL,
    "even_handed": EVEN_HANDED,
    "use": USE,
    "misuse": MISUSE,
}
