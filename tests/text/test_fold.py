"""Folding: every character to plain bytes, with an exact way back."""

import sys
from functools import partial

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from growth import Work, assert_linear
from propdetect.text.fold import EM_DASH, PADDING, SYMBOL, fold, fold_character

DASH, OTHER = chr(EM_DASH), chr(SYMBOL)
# Soft hyphen, zero-width space, non-joiner, joiner, word joiner, byte order mark, direction marks and
# embeddings, combining acute, combining overlay, variation selector, tag character.
INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff\u200e\u200f\u202a\u202e\u2066\u2069\u0301\u0336\ufe0f\U000e0041"
PIECES = [
    *INVISIBLE, "\0", "\x01", "\x02", "\r\n", "\t", "\x1e", "\x7f", "\x85", "\ud800", "\udfff", "😀", "👩\u200d💻",
    "é", "e\u0301", "ﬁ", "ﬃ", "…", "ß", "Æ", "½", "℃", "™", "①", "Ａ", "ｚ", "！", "а", "Е", "ο", "Ρ", "“", "”",
    "‘", "’", "«", "»", "—", "–", "שלום", "мир", "中", "한", "ﷺ", "Dr. Who's", " ", "x",
]  # fmt: skip
TEXTS = st.lists(
    st.one_of(st.sampled_from(PIECES), st.characters(exclude_categories=()), st.text("aZ'\"-. \n", max_size=5))
).map("".join)


def folded_text(text: str) -> str:
    """The folded bytes in the case of the text, one character a byte."""
    folded = fold(text)
    return folded.cased[: folded.length].tobytes().decode("latin-1")


def slow(text: str) -> tuple[str, list[int]]:
    """Fold a character at a time, with the position that each folded character comes from."""
    spelled = [(folded, at) for at, character in enumerate(text) for folded in fold_character(character)]
    return "".join(folded for folded, _ in spelled), [at for _, at in spelled]


def test_every_code_point_folds_to_bytes_that_are_no_marker_and_no_control_but_newline_and_dash():
    everything = "".join(map(chr, range(sys.maxunicode + 1)))
    folded = fold(everything)
    present = set(folded.cased[: folded.length].tolist())
    assert present <= {10, EM_DASH, *range(32, 256)}
    assert min(present) == 10
    assert folded.offsets is not None
    steps = np.diff(folded.offsets)
    assert steps.min() == 0
    # what a character is spelled out to stays short, so a folded text grows no more than a little
    assert np.bincount(folded.offsets).max() <= 18


def test_ascii_letters_digits_and_punctuation_stay_as_they_are():
    printable = "".join(map(chr, range(32, 127))).replace("`", "")
    assert folded_text(printable) == printable
    assert folded_text("`quoted`") == "'quoted'"


def test_control_characters_become_blanks_and_line_ends_of_every_kind_newlines():
    assert folded_text("a\0b\tc\rd\x1ee\x7ff\x01\x02") == "a b c d e f  "
    assert folded_text("a\nb\x0bc\x0cd") == "a\nb\nc\nd"
    assert folded_text("a\x85b\u2028c\u2029d") == "a\nb\nc\nd"
    assert folded_text("a\r\nb") == "a \nb"


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("“Yes”, „no‟ and «maybe» ＂so＂", '"Yes", "no" and "maybe" "so"'),
        ("‘don’t’ ‚rock`n´roll‛ ‹it› ＇s", "'don't' 'rock'n'roll' 'it' 's"),
        ("“He said ‘never’,” she wrote.", "\"He said 'never',\" she wrote."),
        ("so‐called so‑called so–called so−called so－called", " ".join(["so-called"] * 5)),
        ("wait—what―no", f"wait{DASH}what{DASH}no"),
        ("and so…", "and so..."),
        ("ｆｕｌｌ　ｗｉｄｔｈ！ ＮＯＷ？", "full width! NOW?"),
        ("𝐛𝐨𝐥𝐝 𝓈𝒸𝓇𝒾𝓅𝓉 𝕕𝕠𝕦𝕓𝕝𝕖 ⓒⓘⓡⓒⓛⓔⓓ", "bold script double circled"),
        ("ﬁght the oﬃce of ﬂags", "fight the office of flags"),
        ("naïve façade, Zürich, Łódź, Øre, Ñandú", "naive facade, Zurich, Lodz, Ore, Nandu"),
        ("nai\u0308ve re\u0301gime", "naive regime"),
        ("straße Æon œuvre Þing", "strasse AEon oeuvre Thing"),
        ("½ of ²³ is ٣ and №7", f"1{OTHER}2 of 23 is 3 and No7"),
        ("a\u00a0b\u2009c\u3000d", "a b c d"),
        ("K\u212a \u0130stanbul ı", "KK Istanbul i"),
        ("l\u0338i\u0336e\u20dd", "lie"),
        ("€5 😀 \ue000 \ud83d", f"{OTHER}5 {OTHER} {OTHER} {OTHER}"),
    ],
)
def test_a_character_becomes_the_ascii_it_stands_for(text, plain):
    assert folded_text(text) == plain


@pytest.mark.parametrize(
    ("disguised", "plain"),
    [
        ("рrораgаndа", "propaganda"),  # Cyrillic r, o, a
        ("НОАХ", "HOAX"),  # all Cyrillic
        ("ѕсаm", "scam"),
        ("ТЕRRОR", "TERROR"),
        ("trαitοr", "traitor"),  # Greek alpha, omicron
        ("ΡΑΝΙΚ", "PANIK"),  # all Greek
    ],
)
def test_letters_of_other_scripts_that_look_like_latin_ones_are_read_as_such(disguised, plain):
    assert folded_text(disguised) == plain


@pytest.mark.parametrize("character", INVISIBLE)
def test_an_invisible_character_vanishes_and_what_follows_keeps_its_place(character):
    text = f"{character}pro{character}{character}pa{character}"
    folded = fold(text)
    assert folded_text(text) == "propa"
    assert folded.offsets is not None
    assert folded.offsets.tolist() == [1, 2, 3, 6, 7]
    begins, ends = folded.to_text(np.array([0, 3]), np.array([5, 5]))
    assert (begins.tolist(), ends.tolist()) == ([1, 6], [8, 8])


def test_letters_of_other_scripts_stay_letters_and_words_of_them_stay_apart():
    words = ["בגידה", "שלום", "предатель", "враг", "中国", "日本", "عدو"]
    assert len({folded_text(word) for word in words}) == len(words)
    for word in words[:2] + words[4:6]:
        assert all(ord(byte) > 127 for byte in folded_text(word))


def test_lower_is_cased_in_lower_case_and_both_are_padded_with_zeros():
    for text in ("The NEW York Times", "ÉCOLE Ünder МИР «Ж»", ""):
        folded = fold(text)
        assert len(folded.cased) == len(folded.lower) == folded.length + PADDING
        assert not folded.cased[folded.length :].any()
        assert not folded.lower[folded.length :].any()
        cased, lower = (bytes(part[: folded.length]) for part in (folded.cased, folded.lower))
        assert cased.lower() == lower


def test_letters_of_other_scripts_are_not_mistaken_for_upper_case_latin():
    folded = fold("".join(map(chr, range(0x4E00, 0x4E80))))
    assert (folded.cased == folded.lower).all()


@given(TEXTS)
def test_a_text_folds_as_its_characters_do_one_at_a_time(text):
    folded = fold(text)
    plain, offsets = slow(text)
    assert folded_text(text) == plain
    assert (list(range(len(text))) if folded.offsets is None else folded.offsets.tolist()) == offsets


@given(TEXTS)
def test_offsets_never_go_back_and_stay_inside_the_text(text):
    folded = fold(text)
    if folded.offsets is None:
        assert folded.length == len(text)
    else:
        assert len(folded.offsets) == folded.length
        assert folded.offsets.dtype == np.int64
        assert (np.diff(folded.offsets) >= 0).all()
        assert not folded.length or 0 <= folded.offsets[0] <= folded.offsets[-1] < len(text)


@given(TEXTS, st.data())
def test_a_span_of_folded_bytes_maps_to_the_shortest_stretch_of_text_that_folds_to_it(text, data):
    folded = fold(text)
    if not folded.length:
        return
    start = data.draw(st.integers(0, folded.length - 1))
    end = data.draw(st.integers(start + 1, folded.length))
    begins, ends = folded.to_text(np.array([start]), np.array([end]))
    begin, stop = int(begins[0]), int(ends[0])
    span = folded_text(text)[start:end]
    assert 0 <= begin < stop <= len(text)
    assert span in folded_text(text[begin:stop])
    assert folded_text(text[begin]) and folded_text(text[stop - 1])  # no invisible character at its edges
    assert len(span) > len(folded_text(text[begin + 1 : stop - 1]))


@given(TEXTS, TEXTS, TEXTS)
def test_a_part_of_a_folded_text_is_that_part_folded(before, text, after):
    # a blank line keeps apart what one character could make of two
    begin = len(before) + 1
    part, at = fold(f"{before}\n{text}\n{after}").part(begin, begin + len(text))
    alone, left = fold(text), fold(before + "\n")
    assert at == left.length
    assert part.length == alone.length
    for bytes_, expected in ((part.cased, alone.cased), (part.lower, alone.lower)):
        assert (bytes_[: part.length] == expected[: alone.length]).all()
    assert np.array_equal(np.array(part.offsets), np.array(alone.offsets))


@given(st.text(st.characters(max_codepoint=127)))
def test_ascii_text_takes_the_fast_path_and_folding_its_result_again_changes_nothing(text):
    folded = fold(text)
    assert folded.offsets is None
    once = folded_text(text)
    assert folded_text(once) == once


@pytest.mark.parametrize("tail", ["é", "中", "…", "\u00ad", "\ud800"])
@given(text=st.text(st.characters(max_codepoint=127)))
def test_ascii_text_folds_alike_with_and_without_other_characters_after_it(tail, text):
    longer = fold(text + tail)
    assert folded_text(text + tail)[: len(text)] == folded_text(text)
    if longer.offsets is not None:
        assert longer.offsets[: len(text)].tolist() == list(range(len(text)))


def test_a_character_folds_the_same_when_it_is_met_again():
    text = "“Żądamy… 한국 ½” \u202eﬁ\U0001f600"
    assert folded_text(text) == folded_text(text) == folded_text(text + text)[: len(folded_text(text))]


def test_no_text_folds_to_nothing():
    for text in ("", INVISIBLE):
        folded = fold(text)
        assert folded.length == 0
        starts, ends = folded.to_text(np.zeros(0, np.int64), np.zeros(0, np.int64))
        assert len(starts) == len(ends) == 0


@pytest.mark.parametrize("unit", ["plain words. ", "“Où…” \u00adﬁn ", "\u200b", "ﷺ", "\udc80"])
def test_time_grows_no_faster_than_the_text(unit):
    def folding(size: int) -> Work:
        return partial(fold, unit * (size // len(unit)))

    assert_linear(folding, 100_000, 800_000, at_most=24)  # the larger one fits no cache
