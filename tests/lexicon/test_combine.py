"""A user's entries beside those of a compiled lexicon: as if both had been compiled together."""

from collections.abc import Iterable
from dataclasses import replace
from functools import partial

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from growth import assert_grows_at_most
from propdetect.lexicon.combine import combined
from propdetect.lexicon.match import Matcher, compile_entries
from propdetect.lexicon.notation import expand
from propdetect.lexicon.read import Entry, LexiconError
from propdetect.taxonomy import IDS
from propdetect.text.tokens import hash_words

Found = tuple[str, int, int, str]
SLOGANS, DOUBT = "slogans", "doubt"


def entry(technique: str, forms: Iterable[str], source: str, *, remove: bool = False, strength: int = 3) -> Entry:
    forms = tuple(forms)
    return Entry(technique, forms[0], strength, "a note", source, forms, remove, 5)


def built_in(*phrases: str, technique: str = SLOGANS) -> Matcher:
    return compile_entries(entry(technique, expand(p), f"en/{technique}.tsv:{i}") for i, p in enumerate(phrases, 2))


def own(*phrases: str, technique: str = SLOGANS) -> list[Entry]:
    """The user's entries; a phrase with "-" is a removal."""
    removed = [phrase.startswith("-") for phrase in phrases]
    forms = [expand(phrase.removeprefix("-")) for phrase in phrases]
    return [
        entry(technique, f, f"mine.tsv:{i}", remove=r)
        for i, (f, r) in enumerate(zip(forms, removed, strict=True), 2)
    ]


def found(matcher: Matcher, text: str, barred: Iterable[int] = ()) -> list[Found]:
    """Technique, span and source of the hits in a text of one sentence without punctuation."""
    words = text.split()
    breaks, sentence = np.zeros(len(words), np.bool_), np.zeros(len(words), np.int64)
    mask = np.isin(np.arange(len(words)), list(barred)) if barred else None
    hits = matcher.find(hash_words(words), breaks, sentence, mask)
    return [
        (IDS[matcher.techniques[e]], s, t, matcher.source(e))
        for e, s, t in zip(hits.entries.tolist(), hits.starts.tolist(), hits.ends.tolist(), strict=True)
    ]


def matched(matcher: Matcher, text: str) -> list[str]:
    return [" ".join(text.split()[s:t]) for _, s, t, _ in found(matcher, text)]


LETTERS = st.sampled_from(["a", "b", "c", "d"])
SIDES = st.lists(LETTERS, min_size=1, max_size=3).map(" ".join)
FORMS = st.one_of(SIDES, st.tuples(SIDES, SIDES).map(" ... ".join))
PAIRS = st.lists(st.tuples(st.sampled_from(IDS[:2]), FORMS), max_size=10, unique=True)
TEXTS = st.lists(st.one_of(LETTERS, st.just("zebra")), max_size=25).map(" ".join)


@st.composite
def grouped(draw: st.DrawFn, pairs: list[tuple[str, str]], name: str, *, remove: bool = False) -> list[Entry]:
    """Share forms out among entries of their technique."""
    groups: dict[tuple[str, int], list[str]] = {}
    for technique, form in pairs:
        groups.setdefault((technique, draw(st.integers(0, 2))), []).append(form)
    listed = enumerate(groups.items(), 2)
    return [entry(technique, forms, f"{name}:{line}", remove=remove) for line, ((technique, _), forms) in listed]


@given(st.data())
def test_adding_and_taking_away_is_building_from_the_changed_list(data: st.DataObject) -> None:
    base = data.draw(PAIRS)
    entries = data.draw(grouped(base, "en.tsv"))
    gone = data.draw(st.sets(st.sampled_from(base))) if base else set()
    added = [pair for pair in data.draw(PAIRS) if pair not in gone]
    mine = data.draw(grouped(added, "mine.tsv"))
    removals = data.draw(grouped(sorted(gone), "gone.tsv", remove=True))
    matcher = combined(compile_entries(entries), [*removals, *mine])
    displaced = {*gone, *added}
    rest = (replace(e, forms=tuple(f for f in e.forms if (e.technique, f) not in displaced)) for e in entries)
    rebuilt = compile_entries([*mine, *(e for e in rest if e.forms)])
    text = data.draw(TEXTS)
    hits, expected = found(matcher, text), found(rebuilt, text)
    assert [hit[:3] for hit in hits] == [hit[:3] for hit in expected]
    for hit, other in zip(hits, expected, strict=True):
        # where a gap lets two entries have one span, the user's is named
        assert hit[3] == other[3] or hit[3].startswith("mine")


def test_without_entries_the_matcher_is_the_same_object() -> None:
    matcher = built_in("witch hunt", "either ... or else")
    assert combined(matcher, []) is matcher


def test_the_model_s_matcher_stays_as_it_is() -> None:
    matcher = built_in("witch hunt", "either ... or else", "or else")
    before = {name: array.copy() for name, array in matcher.to_arrays().items()}
    for array in matcher.to_arrays().values():
        array.setflags(write=False)
    combined(matcher, own("-witch hunt", "-either ... or else", "now", "either ... now"))
    for name, array in matcher.to_arrays().items():
        np.testing.assert_array_equal(array, before[name])


def test_an_entry_is_found_with_its_file_and_line_and_its_strength() -> None:
    matcher = combined(built_in("witch hunt"), [entry(DOUBT, ["who knows"], "my words.tsv:12", strength=2)])
    assert found(matcher, "who knows a witch hunt") == [
        (DOUBT, 0, 2, "my words.tsv:12"),
        (SLOGANS, 3, 5, "en/slogans.tsv:2"),
    ]
    assert matcher.strengths.tolist() == [0, 3, 2]
    assert matcher.first_own == 2


def test_an_entry_takes_the_place_of_the_same_form_and_counts_once() -> None:
    for form, text in (("witch hunt", "a witch hunt"), ("either ... or", "either we or")):
        mine = entry(SLOGANS, [form], "mine.tsv:2", strength=1)
        matcher = combined(built_in(form), [mine])
        (hit,) = found(matcher, text)
        assert hit[3] == "mine.tsv:2"


def test_other_forms_of_an_entry_go_on_when_one_is_taken_away_or_replaced() -> None:
    text = "witch hunt witch hunts"
    assert matched(combined(built_in("witch hunt*"), own("-witch hunts")), text) == ["witch hunt"]
    sources = [hit[3] for hit in found(combined(built_in("witch hunt*"), own("witch hunts")), text)]
    assert sources == ["en/slogans.tsv:2", "mine.tsv:2"]
    gapped = combined(built_in("either ... or (else)"), own("-either ... or else"))
    assert matched(gapped, "either this or else") == ["either this or"]


def test_the_same_form_of_another_technique_goes_on() -> None:
    for form, text in (("never again", "never again"), ("never ... again", "never say again")):
        both = compile_entries([entry(SLOGANS, [form], "en/a.tsv:2"), entry(DOUBT, [form], "en/b.tsv:2")])
        assert [hit[0] for hit in found(combined(both, own(f"-{form}")), text)] == [DOUBT]


def test_a_shorter_entry_matches_again_when_the_longer_one_is_taken_away() -> None:
    matcher = built_in("fake news media", "fake news", "media circus")
    assert matched(matcher, "fake news media circus") == ["fake news media"]
    assert matched(combined(matcher, own("-fake news media")), "fake news media circus") == [
        "fake news",
        "media circus",
    ]


def test_the_longest_from_the_left_wins_whoever_gave_it() -> None:
    matcher = combined(built_in("fake news", "the media machine"), own("fake news media", "machine"))
    assert matched(matcher, "fake news media") == ["fake news media"]
    assert matched(matcher, "the media machine machine") == ["the media machine", "machine"]


@pytest.mark.parametrize(
    ("model", "mine"),
    [("a b c", "a ... c"), ("a ... c", "a b c"), ("a ... c", "a ... b c"), ("a b ... c", "a ... c")],
)
def test_of_two_entries_with_the_same_span_the_user_s_is_named(model: str, mine: str) -> None:
    assert found(combined(built_in(model), own(mine)), "a b c") == [(SLOGANS, 0, 3, "mine.tsv:2")]


def test_no_match_holds_a_barred_word_and_a_shorter_one_may_take_its_place() -> None:
    matcher = built_in("fake news media", "fake news", "either ... or")
    assert [hit[1:3] for hit in found(matcher, "fake news media", [2])] == [(0, 2)]
    assert found(matcher, "fake news media", [0]) == []
    assert found(matcher, "either you pay or", [1]) == []
    assert [hit[1:3] for hit in found(matcher, "pay either you or", [0])] == [(1, 4)]


def test_covered_are_the_words_of_all_occurrences_and_of_their_gaps() -> None:
    matcher = built_in("a b", "b c", "x ... y")
    words = ["a", "b", "c", "d", "x", "e", "y", "z"]
    covered = matcher.covered(hash_words(words), np.zeros(8, np.bool_), np.zeros(8, np.int64))
    assert covered.tolist() == [True, True, True, False, True, True, True, False]
    none = np.zeros(0, np.int64)
    assert matcher.covered(none.astype(np.uint64), none.astype(np.bool_), none).tolist() == []


@pytest.mark.parametrize(
    ("phrase", "remedy"),
    [
        ("witch hunts of old", 'did you mean "-witch hunts" (en/slogans.tsv:2)?'),
        ("or ... or", "take one from en/slogans.tsv, or remove the line"),
        ("or either", "take one from en/slogans.tsv, or remove the line"),
        ("either", "take one from en/slogans.tsv, or remove the line"),
    ],
)
def test_a_removal_that_takes_nothing_away_is_an_error_with_place_and_remedy(phrase: str, remedy: str) -> None:
    matcher = built_in("witch hunt*", "either ... or")
    with pytest.raises(LexiconError) as caught:
        combined(matcher, own("fine", f"-{phrase}"))
    assert str(caught.value) == (
        f'mine.tsv:3:5: "-{phrase}" takes nothing away, as no built-in entry of slogans is so; {remedy}'
    )


def test_a_removal_under_the_wrong_technique_is_told_the_right_one() -> None:
    for form in ("witch hunt", "either ... or"):
        with pytest.raises(LexiconError, match=r"give it the technique slogans \(en/slogans\.tsv:2\)$"):
            combined(built_in(form), own(f"-{form}", technique=DOUBT))


def test_a_removal_need_not_name_only_forms_that_are_there() -> None:
    assert matched(combined(built_in("witch hunt"), own("-witch [hunt|hunter]*")), "witch hunt") == []


def test_nothing_can_be_taken_from_a_model_without_entries_but_entries_can_be_added() -> None:
    empty = compile_entries([])
    with pytest.raises(LexiconError, match=r"; remove the line$"):
        combined(empty, own("-witch hunt"))
    assert matched(combined(empty, own("witch hunt", "either ... or")), "witch hunt either way or") == [
        "witch hunt",
        "either way or",
    ]


def test_time_to_find_does_not_grow_with_the_user_s_entries() -> None:
    base = built_in("witch hunt", "or else")
    many = combined(
        base, [entry(SLOGANS, [f"w{i} hunt", f"w{i} ... else"], f"m.tsv:{i}") for i in range(2, 20_000)]
    )
    words = hash_words(("the ferry left the harbour with a witch hunt " * 40_000).split())
    text = words, np.zeros(len(words), np.bool_), np.zeros(len(words), np.int64)
    matchers = {2: base, 20_000: many}
    assert_grows_at_most(lambda entries: partial(matchers[entries].find, *text), 2, 20_000, at_most=4)
