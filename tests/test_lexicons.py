"""The lexicons that ship: size, shape, worth, and what is never an entry."""

from collections import Counter
from pathlib import Path

import pytest

import propdetect
from propdetect.audit.stats import lexicon_stats
from propdetect.evaluation import read
from propdetect.lexicon.families import WORDINGS
from propdetect.lexicon.read import Entry, check_file, files_of, read_folder
from propdetect.taxonomy import IDS

FOLDER = Path(__file__).parents[1] / "lexicons" / "en"
# What names people rather than judges them is no entry by itself.
IDENTITIES = """
    african american arab asian australian british canadian chinese english european french german
    greek indian iranian iraqi irish israeli italian japanese korean mexican muslim palestinian pole
    polish portuguese roma romanian russian scottish serb spanish swede syrian turk turkish
    ukrainian vietnamese welsh atheist buddhist catholic christian hindu jew jewish mormon orthodox
    pagan protestant sikh sunni shia asexual bisexual gay heterosexual homosexual intersex lesbian
    queer straight trans transgender autistic blind deaf disabled wheelchair black brown white
    indigenous latino latina hispanic native man woman men women girl boy old young elderly
    conservative democrat green labour liberal libertarian republican socialist tory
    immigrant migrant refugee foreigner muslims jews christians immigrants migrants refugees
    foreigners afghan albanian algerian argentine armenian austrian azerbaijani bangladeshi belarusian
    belgian bosnian brazilian bulgarian chechen chilean colombian croat cuban czech danish dane dutch
    egyptian estonian ethiopian finn finnish georgian ghanaian hungarian icelandic indonesian kazakh
    kenyan kurd kurdish kyrgyz latvian lebanese libyan lithuanian malaysian maltese moldovan mongolian
    moroccan nigerian norwegian pakistani persian peruvian filipino rohingya rwandan saudi serbian
    singaporean slovak slovene somali swiss swedish tajik tamil tatar thai tibetan tunisian turkmen
    uyghur uzbek venezuelan yemeni zimbabwean hebrew arab arabs jews whites blacks asians latinos
    gays lesbians transsexual nonbinary bisexuals cisgender heterosexuals autistics cripples
    elderly pensioner pensioners teenager teenagers millennial millennials boomers children babies
    alawite druze yazidi zoroastrian copt coptic mennonite amish quaker evangelical evangelicals
    methodist baptist lutheran anglican presbyterian hasidic catholics protestants hindus sikhs
    buddhists atheists democrats republicans conservatives liberals socialists greens tories communists
    women men girls boys wives husbands mothers fathers
""".split()  # noqa: SIM905 (a list of words reads better as words)


@pytest.fixture(scope="module")
def entries() -> list[Entry]:
    return read_folder(FOLDER, name="lexicons/en")


def test_every_technique_and_every_wording_has_a_file_and_every_file_is_clean() -> None:
    files = files_of(FOLDER)
    assert {path.stem for path in files} == {*IDS, *WORDINGS}
    assert not [str(error) for path in files for error in check_file(path, allow_removal=False)]


def test_there_are_enough_entries_of_each_kind(entries: list[Entry]) -> None:
    counts = Counter(entry.technique for entry in entries)
    assert sum(counts[technique] for technique in IDS) >= 6000
    assert counts["loaded_language"] >= 1800
    assert counts["name_calling_labeling"] >= 1200
    assert min(counts[technique] for technique in IDS) >= 80
    assert min(counts[wording] for wording in WORDINGS) >= 100


@pytest.mark.parametrize("technique", IDS)
def test_no_note_serves_for_all_sorts_of_entries(technique: str, entries: list[Entry]) -> None:
    notes = Counter(entry.note for entry in entries if entry.technique == technique)
    assert max(notes.values()) <= max(4, 0.2 * notes.total())


@pytest.mark.parametrize(
    ("phrase", "techniques"),
    [
        ("colourful revolution", {"loaded_language"}),
        ("human-hatred ideology", {"loaded_language"}),
        ("puppet regime", {"name_calling_labeling"}),
        ("fifth column", {"name_calling_labeling"}),
        ("deep state", {"name_calling_labeling"}),
        ("sheeple", {"name_calling_labeling"}),
        ("witch hunt", {"loaded_language"}),
        ("law-abiding citizens", {"name_calling_labeling", "loaded_language"}),
        ("bloodbath", {"loaded_language"}),
        ("so-called experts", {"name_calling_labeling", "doubt", "loaded_language"}),
    ],
)
def test_the_phrases_that_the_project_began_with_are_entries(
    phrase: str, techniques: set[str], entries: list[Entry]
) -> None:
    plain = phrase.replace("-", " ")
    assert any(plain in entry.forms for entry in entries if entry.technique in techniques), phrase


@pytest.mark.corpora
def test_strength_3_of_words_and_labels_is_worth_its_name(entries: list[Entry], corpora: Path) -> None:
    data = read([corpora / "techniques-en.jsonl"])
    named = [e for e in entries if e.technique in ("loaded_language", "name_calling_labeling")]
    found = lexicon_stats(named, data, propdetect.load().parameters)
    strongest = found.to_dict()["strengths"]["3"]
    assert strongest["matches"] >= 300
    assert strongest["precision_any"]["share"] >= 0.6


@pytest.mark.corpora
def test_an_entry_that_is_right_less_often_than_chance_is_weak(entries: list[Entry], corpora: Path) -> None:
    data = read([corpora / "techniques-en.jsonl"])
    techniques = [entry for entry in entries if entry.technique in IDS]
    found = lexicon_stats(techniques, data, propdetect.load().parameters)
    worse = [entry for entry in found.to_dict()["entries"] if entry["below_base_rate"]]
    assert not [entry["source"] for entry in worse if entry["strength"] > 1]


def test_no_identity_by_itself_is_an_entry(entries: list[Entry]) -> None:
    forms = {form for entry in entries for form in entry.forms}
    assert not forms & set(IDENTITIES)


def test_every_entry_says_why_it_is_there(entries: list[Entry]) -> None:
    assert not [entry.source for entry in entries if len(entry.note.split()) < 2]


def test_a_phrase_is_found_through_quotation_marks_hyphens_case_and_spelling(detector) -> None:
    for phrase in (
        "a “colorful” revolution",
        "a 'colourful' revolution",
        "COLOUR REVOLUTIONS",
        "a human-hatred ideology",
        "human hatred ideologies",
    ):
        report = detector.score(f"They spoke of {phrase} on Monday.")
        sources = [
            evidence.source
            for sentence in report.sentences
            for evidence in sentence.explain("loaded_language").evidence
            if evidence.kind == "lexicon"
        ]
        assert any(source and source.startswith("lexicons/en/loaded_language.tsv:") for source in sources), phrase
