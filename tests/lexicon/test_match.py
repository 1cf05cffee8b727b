"""Matching of lexicon entries: against a slow matcher, in texts, and at what cost."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from unittest import mock

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from growth import Work, assert_grows_at_most, assert_linear
from propdetect.lexicon import match
from propdetect.lexicon.match import Hits, Matcher, compile_entries
from propdetect.lexicon.notation import expand
from propdetect.lexicon.read import Entry, read_file
from propdetect.taxonomy import IDS
from propdetect.text.fold import fold
from propdetect.text.tokens import hash_words, tokenize

Span = tuple[str, int, int]
LONGEST_GAP = 8  # words, as docs/lexicon-format.md says


@dataclass(frozen=True)
class Word:
    """A word of a made-up text, and what stands before it."""

    text: str
    breaks: bool = False
    begins_sentence: bool = False


def entry(technique: str, forms: Iterable[str], line: int = 2, strength: int = 3, name: str = "x.tsv") -> Entry:
    return Entry(technique, "...", strength, "a note", f"{name}:{line}", tuple(forms), False)


def lexicon(*phrases: str, technique: str = "loaded_language") -> Matcher:
    return compile_entries(entry(technique, expand(phrase), line) for line, phrase in enumerate(phrases, 2))


def plain(text: str) -> list[Word]:
    """Words with nothing but blanks between them."""
    return [Word(word) for word in text.split()]


def arrays(text: list[Word]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """What `Matcher.find` reads: hashes, breaks and numbers of sentences."""
    new = np.array([word.begins_sentence for word in text], np.bool_)
    breaks = np.array([word.breaks for word in text], np.bool_) | new
    return hash_words([word.text for word in text]), breaks, np.cumsum(new.astype(np.int64))


def found(matcher: Matcher, text: str) -> list[str]:
    """The stretches of a text of one sentence that entries are found in."""
    folded = fold(text)
    tokens = tokenize(folded)
    hits = matcher.find(tokens.hashes, tokens.hard, np.zeros(len(tokens), np.int64))
    if not len(hits):
        return []
    starts, ends = folded.to_text(tokens.starts[hits.starts], tokens.ends[hits.ends - 1])
    return [text[a:b] for a, b in zip(starts.tolist(), ends.tolist(), strict=True)]


def spans(matcher: Matcher, hits: Hits) -> list[Span]:
    techniques = [IDS[number] for number in matcher.techniques[hits.entries].tolist()]
    return list(zip(techniques, hits.starts.tolist(), hits.ends.tolist(), strict=True))


def stands(side: list[str], text: list[Word], at: int) -> bool:
    """Whether words stand at a place of a text with nothing between them that ends a phrase."""
    words = text[at : at + len(side)]
    unbroken = not any(word.breaks or word.begins_sentence for word in words[1:])
    return [word.text for word in words] == side and unbroken


def ends_of(form: str, text: list[Word], at: int) -> list[tuple[int, int]]:
    """Where the right side begins and the form ends, for every way to read it from a word on."""
    left, _, right = form.partition(" ... ")
    sides = [left.split(), right.split()]
    if not stands(sides[0], text, at):
        return []
    end = at + len(sides[0])
    if not right:
        return [(at, end)]
    begins = [begin for begin in range(end, end + LONGEST_GAP + 1) if stands(sides[1], text, begin)]
    same_sentence = (not any(word.begins_sentence for word in text[at + 1 : begin + 1]) for begin in begins)
    return [(begin, begin + len(sides[1])) for begin, same in zip(begins, same_sentence, strict=True) if same]


def slow_ends(each: Entry, text: list[Word], at: int) -> list[int]:
    """Where an entry ends that begins at a word: with a gap, the nearest place, and there the longest."""
    whole = [form for form in each.forms if "..." not in form]
    gapped = [place for form in each.forms if "..." in form for place in ends_of(form, text, at)]
    nearest = min((begin for begin, _ in gapped), default=None)
    longest = [max(end for begin, end in gapped if begin == nearest)] if gapped else []
    return longest + [end for form in whole for _, end in ends_of(form, text, at)]


def slow_find(entries: list[Entry], text: list[Word]) -> list[Span]:
    """For each technique: from the left, the longest match that overlaps none before it."""
    result = []
    for technique in IDS:
        free = 0
        mine = [each for each in entries if each.technique == technique]
        for at in range(len(text)):
            ends = [end for each in mine for end in slow_ends(each, text, at)]
            if at >= free and ends:
                free = max(ends)
                result.append((technique, at, free))
    return sorted(result, key=lambda span: (*span[1:], IDS.index(span[0])))


LETTERS = st.sampled_from(["a", "b", "c", "don't", "counterpropagandist"])
SIDES = st.lists(LETTERS, min_size=1, max_size=3).map(" ".join)
FORMS = st.one_of(SIDES, st.tuples(SIDES, SIDES).map(" ... ".join))


@st.composite
def lexicons(draw: st.DrawFn) -> list[Entry]:
    """Entries of a few forms each; no technique has a form twice, as in files."""
    pairs = draw(st.lists(st.tuples(st.sampled_from(IDS[:3]), FORMS), max_size=12, unique=True))
    grouped: dict[tuple[str, int], list[str]] = {}
    for technique, form in pairs:
        grouped.setdefault((technique, draw(st.integers(0, 3))), []).append(form)
    return [entry(technique, forms, line) for line, ((technique, _), forms) in enumerate(grouped.items(), 2)]


RARELY = st.sampled_from([False] * 9 + [True])
WORDS = st.builds(Word, st.one_of(LETTERS, LETTERS, st.just("zebra")), RARELY, RARELY)
TEXTS = st.lists(WORDS, max_size=40)


@pytest.mark.parametrize("few", [match._FEW_WORDS, -1], ids=["in lists", "in arrays"])
@given(lexicons(), TEXTS)
def test_a_matcher_finds_what_the_slow_matcher_finds(few, entries, text):
    matcher = compile_entries(entries)
    with mock.patch.object(match, "_FEW_WORDS", few):
        hits = matcher.find(*arrays(text))
    assert spans(matcher, hits) == slow_find(entries, text)
    for number, start, end in zip(hits.entries.tolist(), hits.starts.tolist(), hits.ends.tolist(), strict=True):
        assert end in slow_ends(entries[number - 1], text, start)


@given(lexicons(), TEXTS)
def test_a_matcher_stays_the_same_through_its_arrays(entries, text):
    matcher = compile_entries(entries)
    again = Matcher.from_arrays({k: v.copy() for k, v in matcher.to_arrays().items()}, matcher.file_names)
    assert matcher.to_arrays().keys() == again.to_arrays().keys()
    for name, array in matcher.to_arrays().items():
        assert array.dtype == again.to_arrays()[name].dtype
        assert (array == again.to_arrays()[name]).all()
    first, second = matcher.find(*arrays(text)), again.find(*arrays(text))
    for old, new in ((first.entries, second.entries), (first.starts, second.starts), (first.ends, second.ends)):
        assert old.tolist() == new.tolist()
    assert [again.source(i) for i in first.entries.tolist()] == [matcher.source(i) for i in first.entries.tolist()]


def test_the_arrays_of_a_matcher_have_names_of_their_own_and_none_may_lack():
    stored = lexicon("witch hunt", "either ... or else").to_arrays()
    assert all(name.startswith("lexicon_") for name in stored)
    for name in stored:
        with pytest.raises(KeyError, match=name):
            Matcher.from_arrays({k: v for k, v in stored.items() if k != name}, ("x.tsv",))


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("A witch hunt it is.", "witch hunt"),
        ("A WITCH Hunt it is.", "WITCH Hunt"),
        ("A witch-hunt it is.", "witch-hunt"),
        ("A witch‐hunt it is.", "witch‐hunt"),
        ('This "witch" hunt goes on.', 'witch" hunt'),
        ("This ‘witch’ hunt goes on.", "witch’ hunt"),
        ("This «witch hunt» goes on.", "witch hunt"),
        ("This **witch** hunt goes on.", "witch** hunt"),
        ("A wit\u00adch hu\u200bnt it is.", "wit\u00adch hu\u200bnt"),
        ("A witch \u202ehunt\u202c it is.", "witch \u202ehunt"),
        ("A wіtсh hυnt it is.", "wіtсh hυnt"),  # Cyrillic i, s; Greek u
        ("A ｗｉｔｃｈ　ｈｕｎｔ it is.", "ｗｉｔｃｈ　ｈｕｎｔ"),
        ("A wítch hu\u0308nt it is.", "wítch hu\u0308nt"),
        ("Marlowe's witch hunt's end.", "witch hunt"),
        ("(witch  \t hunt)", "witch  \t hunt"),
    ],
)
def test_a_phrase_is_seen_through_case_quotes_hyphens_markup_and_disguise(text, seen):
    assert found(lexicon("witch hunt"), text) == [seen]


@pytest.mark.parametrize(
    "text",
    ["A witch, hunt it.", "A witch. Hunt it.", "A witch! Hunt!", "A witch - hunt.", "A witch — hunt.",
     "A witch (hunt).", "A witch/hunt.", "A witch: hunt.", "A witch; hunt.", "A witch… hunt.", "A witch [hunt].",
     "A witch", "hunt", "", "witchhunt", "a witches hunt", "a witch of a hunt", "hunt witch"],
)  # fmt: skip
def test_a_phrase_is_not_seen_across_punctuation_nor_in_other_words(text):
    assert found(lexicon("witch hunt"), text) == []


@given(st.data())
def test_a_phrase_is_found_exactly_where_only_soft_marks_stand_between_its_words(data):
    words = ["they", "don't", "want", "you", "to", "know"]
    soft = [" ", "  ", "-", ' "', '" ', " ‘", "’ ", " *", "** ", "\u00ad ", " \u200b", "\u00a0"]
    hard = [", ", ". ", "! ", " - ", "—", " (", ") ", ": ", "… ", '," ']
    gaps = [data.draw(st.sampled_from(soft)) for _ in words[1:]]
    broken = data.draw(st.one_of(st.none(), st.integers(0, len(gaps) - 1)))
    if broken is not None:
        gaps[broken] = data.draw(st.sampled_from(hard))
    cased = [data.draw(st.sampled_from([word, word.upper(), word.title().replace("'", "’")])) for word in words]
    phrase = cased[0] + "".join(gap + word for gap, word in zip(gaps, cased[1:], strict=True))
    expected = [phrase] if broken is None else []
    assert found(lexicon(" ".join(words)), f"Ask what {phrase} about it.") == expected


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("colour revolution*", "color revolutions"),
        ("defense of our honor", "defence of our honour"),
        ("demonise~ us", "demonizing us"),
        ("demonize~ us", "demonised us"),
        ("they don’t want you to know", "They don't want you to know"),
        ("(so called) expert*", 'so-called "experts'),
        ("[puppet|client] [regime|government]*", "client governments"),
    ],
)
def test_a_phrase_is_seen_in_its_forms_and_other_spellings(phrase, text):
    assert found(lexicon(phrase), f"Now {text} again.") == [text]


def test_the_longest_entry_wins_and_then_the_search_goes_on_behind_it():
    matcher = lexicon("fake", "fake news", "fake news media machine", "news media", "machine")
    assert found(matcher, "fake fake news fake news media machine") == [
        "fake",
        "fake news",
        "fake news media machine",
    ]
    assert found(matcher, "fake news media") == ["fake news"]
    assert found(matcher, "real news media machine") == ["news media", "machine"]


def test_the_leftmost_entry_wins_over_a_longer_one_that_begins_inside_it():
    assert found(lexicon("blood on", "on their hands again"), "blood on their hands again") == ["blood on"]


def test_entries_of_different_techniques_may_overlap_and_share_a_form():
    techniques = ("loaded_language", "slogans", "doubt")
    forms = (["never again"], ["never again", "again and again"], ["never ... again"])
    matcher = compile_entries(
        entry(*pair, line) for line, pair in enumerate(zip(techniques, forms, strict=True), 2)
    )
    hits = matcher.find(*arrays(plain("never again and again")))
    assert spans(matcher, hits) == slow_find(
        [entry(*pair) for pair in zip(techniques, forms, strict=True)],
        plain("never again and again"),
    )
    assert {span[0] for span in spans(matcher, hits)} == set(techniques)


def test_techniques_that_share_a_form_with_a_gap_both_find_it():
    techniques = ("loaded_language", "appeal_to_fear_prejudice")
    matcher = compile_entries(entry(each, ["wiped ... off the map"], 5, name=f"{each}.tsv") for each in techniques)
    hits = matcher.find(*arrays(plain("be wiped clean off the map soon")))
    assert sorted(spans(matcher, hits)) == sorted((each, 1, 6) for each in techniques)
    assert {matcher.source(i) for i in hits.entries.tolist()} == {f"{each}.tsv:5" for each in techniques}


def test_of_two_entries_with_one_form_the_first_is_named():
    for form in ("open the gates", "open ... gates"):
        matcher = compile_entries([entry("slogans", [form], 2), entry("slogans", [form], 3)])
        hits = matcher.find(*arrays(plain("open the gates")))
        assert hits.entries.tolist() == [1]


@pytest.mark.parametrize("between", range(LONGEST_GAP + 3))
def test_a_gap_stands_for_no_word_up_to_eight(between):
    text = f"Well either {'they ' * between}or else we lose."
    expected = [text[5:-9]] if between <= LONGEST_GAP else []
    assert found(lexicon("either ... or else"), text) == expected


def test_a_gap_goes_over_a_comma_but_not_over_the_end_of_a_sentence():
    matcher = lexicon("either ... or else")
    assert found(matcher, "Either you pay, they say, or else!") == ["Either you pay, they say, or else"]
    words = [Word("either"), Word("you"), Word("pay"), Word("or", begins_sentence=True), Word("else")]
    assert len(matcher.find(*arrays(words))) == 0
    assert len(matcher.find(*arrays([*words[:3], Word("or", breaks=True), words[4]]))) == 1


def test_the_sides_of_a_gap_are_not_seen_across_punctuation():
    matcher = lexicon("if you care ... then you must")
    assert found(matcher, "If you care at all then you must go.") == ["If you care at all then you must"]
    assert found(matcher, "If you, care at all then you must go.") == []
    assert found(matcher, "If you care at all then, you must go.") == []


def test_a_gap_ends_at_the_nearest_place_and_there_at_the_longest():
    matcher = lexicon("either ... or (else)")
    assert found(matcher, "either this or that or else") == ["either this or"]
    assert found(matcher, "either this or else that or else") == ["either this or else"]


def test_the_two_sides_of_a_gap_do_not_overlap_and_do_not_change_places():
    matcher = lexicon("who is who ... who is next")
    assert found(matcher, "who is who is next") == []
    assert found(matcher, "who is who who is next") == ["who is who who is next"]
    assert found(lexicon("first ... last"), "last first") == []


def test_one_side_of_a_gap_alone_is_no_hit_but_may_be_an_entry_of_its_own():
    assert found(lexicon("either ... or else"), "either one will do or else") == ["either one will do or else"]
    assert found(lexicon("either ... or else"), "do it or else") == []
    assert found(lexicon("either ... or else", "or else"), "do it or else") == ["or else"]
    assert found(lexicon("either ... or else", "or else"), "either way or else or else") == [
        "either way or else",
        "or else",
    ]


def test_hits_come_in_order_of_their_start():
    matcher = compile_entries(
        [entry("slogans", ["b"]), entry("doubt", ["a ... c", "c"]), entry("loaded_language", ["a"])]
    )
    hits = matcher.find(*arrays(plain("b a b c b c a b")))
    assert hits.starts.tolist() == sorted(hits.starts.tolist())
    assert len(hits) == 8


def test_source_names_the_file_and_line_of_an_entry(tmp_path: Path):
    slogans, doubt = tmp_path / "slogans.tsv", tmp_path / "doubt.tsv"
    slogans.write_text("phrase\tstrength\tnote\n# a section\ntake it back\t3\ta chant\n", "utf-8")
    doubt.write_text(
        "note\tphrase\tstrength\nan aside\tor so [he|she] ... says\t2\na sneer\tso called\t1\n", "utf-8"
    )
    entries = [
        *read_file(slogans, name="lexicons/mine/slogans.tsv"),
        *read_file(doubt, name="C:\\my: lexicons\\doubt.tsv"),
    ]
    matcher = compile_entries(entries)
    assert matcher.file_names == ("lexicons/mine/slogans.tsv", "C:\\my: lexicons\\doubt.tsv")
    text = plain("take it back or so she always says so called")
    hits = matcher.find(*arrays(text))
    assert [matcher.source(i) for i in hits.entries.tolist()] == [
        "lexicons/mine/slogans.tsv:3",
        "C:\\my: lexicons\\doubt.tsv:2",
        "C:\\my: lexicons\\doubt.tsv:3",
    ]
    assert matcher.strengths[hits.entries].tolist() == [3, 2, 1]
    assert [IDS[i] for i in matcher.techniques[hits.entries].tolist()] == ["slogans", "doubt", "doubt"]


def test_a_lexicon_without_entries_and_a_text_without_words_give_no_hits():
    text = arrays([Word("a"), Word("b")])
    assert len(compile_entries([]).find(*text)) == 0
    assert len(lexicon("a b", "a ... b").find(*arrays([]))) == 0
    assert len(compile_entries([]).find(*arrays([]))) == 0
    assert len(lexicon("a ... b").find(*arrays([Word("a")]))) == 0


def test_finding_changes_neither_the_text_nor_the_matcher():
    matcher, text = lexicon("a b", "a ... c"), arrays(plain("a b c a b"))
    before = [array.copy() for array in (*text, *matcher.to_arrays().values())]
    first, second = matcher.find(*text), matcher.find(*text)
    assert first.entries.tolist() == second.entries.tolist()
    for old, new in zip(before, (*text, *matcher.to_arrays().values()), strict=True):
        assert (old == new).all()


def test_time_does_not_grow_with_the_number_of_entries():
    def made_up(count: int) -> Matcher:
        return compile_entries(entry("doubt", [f"w{i % 100} x{i} y{i % 7}"], i + 1) for i in range(count))

    text = arrays([Word(f"w{i % 150}", i % 9 == 0) for i in range(50_000)])
    # both know the same first words; the tables of many fit no cache
    assert_grows_at_most(lambda count: partial(made_up(count).find, *text), 100, 20_000, at_most=8)


@pytest.mark.parametrize("words", ["a", "a b", "b a c", "z", "a a a or else"])
def test_time_grows_no_faster_than_the_text(words):
    matcher = lexicon("a a a a b", "a ... b", "a b ... a", "a ... or else", "b", "a a ... a a")
    some = [Word(word) for word in words.split()]

    def finding(size: int) -> Work:
        return partial(matcher.find, *arrays(some * (size // len(some))))

    assert_linear(finding, 10_000, 80_000, at_most=24)  # the larger one fits no cache
