"""What a lexicon is worth: every figure worked out by hand, and recounted without arrays."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import propdetect
from propdetect.analysis import analyse
from propdetect.audit.result import Counts, LexiconStats
from propdetect.audit.stats import StatsError, lexicon_stats, read_entries
from propdetect.evaluation.article import Annotated, Article, Labels, Sentence, Span
from propdetect.evaluation.rate import Rate
from propdetect.lexicon.match import compile_entries
from propdetect.lexicon.notation import expand
from propdetect.lexicon.read import Entry, LexiconError

LOADED, NAMES, DOUBT = "loaded_language", "name_calling_labeling", "doubt"
PARAMETERS = propdetect.load().parameters


def entry(phrase: str, strength: int, technique: str, line: int, file: str = "") -> Entry:
    source = f"{file or f'f/{technique}.tsv'}:{line}"
    return Entry(technique, phrase, strength, "invented for a test", source, tuple(expand(phrase)), False)


ENTRIES = (
    entry("plot*", 3, LOADED, 2),
    entry("vile plot", 2, LOADED, 3),
    entry("crook*", 1, LOADED, 4),
    entry("crook*", 2, NAMES, 2),
    entry("lied", 3, DOUBT, 2),
)
DATA = Annotated(
    (
        Article(
            "a",
            "A vile plot of crooks.\nPlots are plans.",
            (Span(LOADED, 2, 11), Span(NAMES, 15, 21)),
            path="a.jsonl",
            record=1,
        ),
        Article("b", "Crooks lied.", path="a.jsonl", record=2),
    ),
    (Sentence("A crook.", True),),
)


@pytest.fixture(scope="module")
def found() -> LexiconStats:
    return lexicon_stats(ENTRIES, DATA, PARAMETERS)


def test_an_entry_counts_its_matches_those_in_its_technique_and_those_in_any(found: LexiconStats) -> None:
    # "plot" in "vile plot" belongs to the longer entry; the crooks of article a lie in a span of name calling
    assert [(e.counts, e.touched) for e in found.entries] == [
        (Counts(1, 1, 0, 0), 0),
        (Counts(1, 1, 1, 1), 1),
        (Counts(2, 2, 0, 1), 0),
        (Counts(2, 2, 1, 1), 1),
        (Counts(1, 0, 0, 0), 0),
    ]


def test_a_share_is_of_the_matches_and_none_where_annotators_never_marked_the_technique(
    found: LexiconStats,
) -> None:
    assert [e.counts.precision for e in found.entries] == [Rate(0, 1), Rate(1, 1), Rate(0, 2), Rate(1, 2), None]
    assert found.entries[4].counts.any_precision == Rate(0, 1)
    assert found.total.counts.precision == Rate(2, 6)
    assert found.total.counts.any_precision == Rate(3, 7)


def test_a_file_sums_its_entries_and_covers_the_spans_that_a_match_touches(found: LexiconStats) -> None:
    assert [(s.name, s.group.entries, s.group.used, s.group.counts) for s in found.sections] == [
        (LOADED, 3, 3, Counts(4, 4, 1, 2)),
        (NAMES, 1, 1, Counts(2, 2, 1, 1)),
        (DOUBT, 1, 1, Counts(1, 0, 0, 0)),
    ]
    assert [(s.touched, s.spans) for s in found.sections] == [(1, 1), (1, 1), (0, 0)]
    assert (found.data.touched, found.data.spans) == (2, 2)


def test_strengths_are_summed_by_file_and_over_all(found: LexiconStats) -> None:
    assert {n: g.counts for n, g in found.strengths.items()} == {
        3: Counts(2, 1, 0, 0),
        2: Counts(3, 3, 2, 2),
        1: Counts(2, 2, 0, 1),
    }
    assert {n: g.counts.matches for n, g in found.sections[0].strengths.items()} == {3: 1, 2: 1, 1: 2}


def test_the_base_rate_is_the_share_of_content_words_in_spans(found: LexiconStats) -> None:
    # vile, plot, crooks, plots, plans; crooks, lied
    assert (found.data.words, found.data.content) == (10, 7)
    assert [s.base for s in found.sections] == [Rate(2, 7), Rate(1, 7), None]
    assert found.data.base == Rate(3, 7)


def test_files_meet_where_they_share_forms_or_where_their_matches_overlap(found: LexiconStats) -> None:
    (meeting,) = found.meetings
    assert (meeting.first.name, meeting.second.name) == (LOADED, NAMES)
    assert (meeting.forms, meeting.first_met, meeting.second_met) == (2, 2, 2)
    (shared,) = found.shared
    assert shared.forms == ("crook", "crooks")
    assert [e.source for e in shared.entries] == ["f/loaded_language.tsv:4", "f/name_calling_labeling.tsv:2"]


def test_matches_of_two_files_may_overlap_without_a_shared_form() -> None:
    entries = (entry("of crooks", 3, LOADED, 2), entry("vile plot of", 3, NAMES, 2), entry("of", 1, NAMES, 3))
    (meeting,) = lexicon_stats(entries, DATA, PARAMETERS).meetings
    assert (meeting.forms, meeting.first_met, meeting.second_met) == (0, 1, 1)


def test_the_worst_have_most_matches_outside_any_span_and_name_the_first_places(found: LexiconStats) -> None:
    assert [(e.entry.source, e.counts.outside, len(places)) for e, places in found.worst] == [
        ("f/loaded_language.tsv:2", 1, 1),
        ("f/loaded_language.tsv:4", 1, 1),
        ("f/name_calling_labeling.tsv:2", 1, 1),
        ("f/doubt.tsv:2", 1, 1),
    ]
    assert [str(place) for _, places in found.worst for place in places] == [
        "a.jsonl:1 a:2:1",
        "a.jsonl:2 b:1:1",
        "a.jsonl:2 b:1:1",
        "a.jsonl:2 b:1:8",
    ]
    assert found.worst[0][1][0].excerpt == "[Plots] are plans."
    assert [e.entry.phrase for e, _ in lexicon_stats(ENTRIES, DATA, PARAMETERS, worst=1).worst] == ["plot*"]
    assert lexicon_stats(ENTRIES, DATA, PARAMETERS, worst=0).worst == ()


def repeated(outside: int, inside: int) -> Annotated:
    """An article in which "sham" stands so often outside and inside of spans, and nothing else."""
    text = "Sham. " * (outside + inside)
    spans = tuple(Span(DOUBT, 6 * i, 6 * i + 4) for i in range(inside))
    return Annotated((Article("a", text, spans), Article("b", "Tide. " * 10, (Span(DOUBT, 0, 29),))))


@pytest.mark.parametrize(
    ("outside", "inside", "below"),
    [
        (9, 1, True),  # 1 of 10 matches; of 20 words the 1 and 5 more: .1 < .3
        (5, 5, False),  # .5 and 10 of 20: as good as blind, not worse
        (8, 1, False),  # too few matches to tell
    ],
)
def test_an_entry_is_below_the_base_rate_with_ten_matches_and_a_smaller_share(
    outside: int, inside: int, below: bool
) -> None:
    stats = lexicon_stats([entry("sham", 3, DOUBT, 2)], repeated(outside, inside), PARAMETERS)
    assert (stats.entries[0].below, len(stats.below)) == (below, int(below))


def test_only_an_entry_of_strength_above_1_gets_the_advice_to_lower_it() -> None:
    advice = {
        strength: lexicon_stats([entry("sham", strength, DOUBT, 2)], repeated(9, 1), PARAMETERS).entries[0].advice
        for strength in (1, 2, 3)
    }
    assert advice == {1: None, 2: "drop or set to strength 1", 3: "drop or set to strength 1"}
    assert lexicon_stats([entry("sham", 3, DOUBT, 2)], repeated(5, 5), PARAMETERS).entries[0].advice is None


def test_a_label_that_stands_for_several_techniques_agrees_with_each() -> None:
    data = Annotated((Article("a", "A sham. A farce.", (Span(f"{DOUBT}+slogans", 2, 6),)),))
    stats = lexicon_stats([entry("sham", 3, DOUBT, 2), entry("[sham|farce]", 3, "slogans", 2)], data, PARAMETERS)
    assert [e.counts for e in stats.entries] == [Counts(1, 1, 1, 1), Counts(2, 2, 1, 1)]
    assert [(s.touched, s.spans) for s in stats.sections] == [(1, 1), (1, 1)]
    assert (stats.data.touched, stats.data.spans) == (1, 1)


def test_a_file_of_several_techniques_has_a_row_for_each() -> None:
    entries = [entry("sham", 3, DOUBT, 2, "f/mine.tsv"), entry("vile", 3, LOADED, 3, "f/mine.tsv")]
    names = [section.name for section in lexicon_stats(entries, DATA, PARAMETERS).sections]
    assert names == [f"mine: {DOUBT}", f"mine: {LOADED}"]


WORDS = ("sham", "vile", "plot", "crooks", "of", "the", "tide")
PHRASES = ("sham", "vile plot", "plot", "crooks", "sham ... tide", "plot of", "the", "tide (of)")


@st.composite
def articles(draw: st.DrawFn) -> list[Article]:
    made = []
    for number in range(draw(st.integers(1, 4))):
        text = " ".join(draw(st.lists(st.sampled_from(WORDS), max_size=12)))
        ends = st.integers(0, len(text))
        pairs = draw(st.lists(st.tuples(ends, ends, st.sampled_from((LOADED, DOUBT))), max_size=4)) if text else []
        spans = tuple(Span(t, min(a, b), max(a, b)) for a, b, t in pairs if a != b)
        made.append(Article(str(number), text, spans))
    return made


lexicons = st.lists(
    st.tuples(st.sampled_from(PHRASES), st.sampled_from((1, 2, 3)), st.sampled_from((LOADED, DOUBT, NAMES))),
    min_size=1,
    max_size=10,
    unique_by=lambda row: (row[0], row[2]),
)


def recounted(entries: Sequence[Entry], data: Sequence[Article]) -> tuple[list[Counts], list[int]]:
    """Count matches and touched spans in loops, an article at a time."""
    matcher = compile_entries(entries)
    counts, touched = [Counts()] * len(entries), [0] * len(entries)
    marked = {span.technique for article in data for span in article.spans}
    for article in data:
        analysis = analyse(article.text, PARAMETERS, matcher)
        spans: list[set[int]] = [set() for _ in entries]
        for number, first, last in zip(
            analysis.hits.entries - 1, analysis.hits.starts, analysis.hits.ends, strict=True
        ):
            start, end = analysis.tokens.starts[first], analysis.tokens.ends[last - 1]
            met = [i for i, s in enumerate(article.spans) if s.start < end and start < s.end]
            technique = entries[number].technique
            own = {i for i in met if article.spans[i].technique == technique}
            counts[number] += Counts(1, int(technique in marked), int(bool(own)), int(bool(met)))
            spans[number] |= own
        touched = [n + len(s) for n, s in zip(touched, spans, strict=True)]
    return counts, touched


@given(lexicons, articles())
def test_a_recount_in_loops_gives_the_same_and_all_sums_agree(
    rows: list[tuple[str, int, str]], data: list[Article]
) -> None:
    entries = [entry(phrase, strength, technique, 2 + i) for i, (phrase, strength, technique) in enumerate(rows)]
    if not any(article.spans for article in data):
        return
    stats = lexicon_stats(entries, Annotated(tuple(data)), PARAMETERS)
    counts, touched = recounted(entries, data)
    assert [e.counts for e in stats.entries] == counts
    assert [e.touched for e in stats.entries] == touched
    total = sum((e.counts for e in stats.entries), Counts())
    assert sum((s.group.counts for s in stats.sections), Counts()) == total == stats.total.counts
    assert sum((g.counts for g in stats.strengths.values()), Counts()) == total
    for section in stats.sections:
        own = [e for e in stats.entries if e.entry.technique == section.technique]
        assert sum((g.counts for g in section.strengths.values()), Counts()) == section.group.counts
        assert max(e.touched for e in own) <= section.touched <= min(sum(e.touched for e in own), section.spans)
    assert all(c.own <= c.judged <= c.matches and c.own <= c.any <= c.matches for c in counts)
    assert sum(s.touched for s in stats.sections) == stats.data.touched


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (Annotated((), (Sentence("A crook.", True),)), "sentences with bias labels name no techniques; name "),
        (
            Annotated((Article("a", "x", (Span("propaganda", 0, 1),), labels=Labels.SPANS),)),
            "annotators marked spans,",
        ),
        (Annotated((Article("a", "x"),)), "annotators marked no span; name data in which some are marked"),
    ],
)
def test_data_that_judge_no_match_are_an_error_with_a_remedy(data: Annotated, message: str) -> None:
    with pytest.raises(StatsError, match=message):
        lexicon_stats(ENTRIES, data, PARAMETERS)


HEADER = "phrase\tstrength\tnote\n"


def test_the_entries_of_a_folder_are_those_of_its_files_without_the_folders_in_it(tmp_path: Path) -> None:
    (tmp_path / "doubt.tsv").write_text(f"{HEADER}sham\t3\ta verdict\n")
    (tmp_path / "slogans.tsv").write_text(f"{HEADER}rise up\t3\ta call\n-sham\t3\ttaken away\n")
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "doubt.tsv").write_text("not a lexicon")
    assert [e.source for e in read_entries(str(tmp_path))] == [
        f"{tmp_path}/doubt.tsv:2",
        f"{tmp_path}/slogans.tsv:2",
    ]
    assert [e.source for e in read_entries(f"{tmp_path}/slogans.tsv")] == [f"{tmp_path}/slogans.tsv:2"]


def test_a_lexicon_without_an_entry_that_matches_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(LexiconError, match=r"no \*\.tsv file in this folder; "):
        read_entries(str(tmp_path))
    (tmp_path / "doubt.tsv").write_text(f"{HEADER}-sham\t3\ttaken away\n")
    with pytest.raises(LexiconError, match="no entry shows a technique; "):
        read_entries(str(tmp_path))
    with pytest.raises(LexiconError, match="no such file; "):
        read_entries(str(tmp_path / "none.tsv"))


@pytest.mark.corpora
def test_the_lexicons_say_more_of_a_span_than_a_word_taken_blindly(corpora: Path) -> None:
    from propdetect.evaluation import read

    lexicons_en = Path(__file__).parents[2] / "lexicons" / "en"
    stats = lexicon_stats(read_entries(str(lexicons_en)), read([corpora / "techniques-en.jsonl"]), PARAMETERS)
    for group in stats.strengths.values():
        assert group.counts.any_precision is not None
        assert group.counts.any_precision.interval[0] > stats.data.base.share
    assert sum((e.counts for e in stats.entries), Counts()) == stats.total.counts
