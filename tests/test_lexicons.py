"""The lexicons that ship: size, shape, and what is never an entry."""

from collections import Counter
from pathlib import Path

import pytest

from propdetect.lexicon.read import Entry, check_file, read_folder
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
    foreigners
""".split()  # noqa: SIM905 (a list of words reads better as words)


@pytest.fixture(scope="module")
def entries() -> list[Entry]:
    return read_folder(FOLDER, name="lexicons/en")


def test_every_technique_has_a_file_and_every_file_is_clean() -> None:
    assert {path.stem for path in FOLDER.glob("*.tsv")} == set(IDS)
    assert not [
        str(error) for path in sorted(FOLDER.glob("*.tsv")) for error in check_file(path, allow_removal=False)
    ]


def test_every_technique_has_enough_entries(entries: list[Entry]) -> None:
    counts = Counter(entry.technique for entry in entries)
    assert counts["loaded_language"] >= 40
    assert counts["name_calling_labeling"] >= 40
    assert min(counts[technique] for technique in IDS) >= 15


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
