"""The phrase notation of lexicons."""

from __future__ import annotations

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from growth import assert_takes_at_most
from propdetect.lexicon.notation import GAP, MOST_WORDS, NotationError, expand
from propdetect.text.fold import fold
from propdetect.text.tokens import hash_words, tokenize

ATOMS = ["a", "thug", "colour", "organise", "don't", "(s)", "(so called)", "[one|two]", "[x(y)|z w]",
         "...", "’",
         "-", " ", " ", " ", "*", "~", "(", ")", "[", "]", "|", "ﬁ", "É", "я", "\x85", "\u200b", "7", "'s",
         ".", ","]  # fmt: skip
PHRASES = st.lists(st.sampled_from(ATOMS), max_size=12).map("".join) | st.text(max_size=12)


@pytest.mark.parametrize(
    ("phrase", "forms"),
    [
        ("thug*", ["thug", "thugs"]),
        ("brainwash~", ["brainwash", "brainwashes", "brainwashed", "brainwashing"]),
        ("(so called) expert*", ["expert", "experts", "so called expert", "so called experts"]),
        ("[puppet|client] regime", ["puppet regime", "client regime"]),
        ("[regime|army]*", ["regime", "regimes", "army", "armies"]),
        ("free(dom)", ["free", "freedom"]),
        ("[a|[b|c(d)]] x", ["a x", "b x", "c x", "cd x"]),
        ("so-called", ["so called"]),
        ("(anti-)war", ["war", "anti war"]),
        ("either ... or (else)", ["either ... or", "either ... or else"]),
        ("Wake Up", ["wake up"]),
        ("don’t [be|get] fooled", ["don't be fooled", "don't get fooled"]),
        ("naïve … ﬁend*", ["naive ... fiend", "naive ... fiends"]),
        ("9 to 5", ["9 to 5"]),
        ("colour-blind", ["colour blind", "color blind"]),
        ("demonise~", ["demonise", "demonize", "demonises", "demonizes", "demonised", "demonized",
        "demonising",
                       "demonizing"]),
    ],
)  # fmt: skip
def test_a_phrase_stands_for_these_forms_in_this_order(phrase: str, forms: list[str]) -> None:
    assert expand(phrase) == forms


def test_optional_letters_that_make_another_spelling_give_no_form_twice() -> None:
    forms = expand("colo(u)r(ful) revolution*")
    assert len(forms) == len(set(forms)) == 8


@pytest.mark.parametrize(
    ("noun", "plurals"),
    [
        ("ideology", "ideologies"), ("ploy", "ploys"), ("lackey", "lackeys"), ("witch", "witches"),
        ("boss", "bosses"),
        ("hoax", "hoaxes"), ("oligarch", "oligarchs"), ("monarch", "monarchs"), ("strongman", "strongmen"),
        ("woman", "women"), ("human", "humans"), ("shaman", "shamans"), ("thief", "thieves"),
        ("belief", "beliefs"),
        ("crisis", "crises"), ("superhero", "superheroes"), ("weirdo", "weirdos"), ("wolf", "wolves"),
        ("elite", "elites"),
        ("person", "persons people"), ("child", "children"), ("referendum", "referendums referenda"),
        ("guy", "guys"), ("nimby", "nimbys nimbies"),
    ],
)  # fmt: skip
def test_a_star_adds_the_plural(noun: str, plurals: str) -> None:
    assert expand(f"{noun}*") == [noun, *plurals.split()]


@pytest.mark.parametrize(
    "forms",
    [
        "smear smears smeared smearing", "destroy destroys destroyed destroying",
        "crush crushes crushed crushing",
        "carry carries carried carrying", "invade invades invaded invading", "lie lies lied lying",
        "agree agrees agreed agreeing", "rig rigs rigged rigging", "plot plots plotted plotting",
        "quit quits quitted quitting",
        "commit commits committed committing", "betray betrays betrayed betraying", "fix fixes fixed fixing",
        "sow sows sowed sowing", "panic panics panicked panicking", "attack attacks attacked attacking",
        "veto vetoes vetoed vetoing", "threaten threatens threatened threatening",
        "loot loots looted looting",
        "whip whips whipped whipping", "scam scams scammed scamming", "pass passes passed passing",
        "dye dyes dyed dyeing", "whiz whizzes whizzed whizzing", "control controls controlled controlling",
    ],
)  # fmt: skip
def test_a_tilde_adds_the_verb_forms(forms: str) -> None:
    assert expand(f"{forms.split()[0]}~") == forms.split()


def test_a_verb_in_l_comes_with_the_doubled_and_the_single_consonant() -> None:
    assert expand("label~") == ["label", "labels", "labeled", "labelled", "labeling", "labelling"]


@pytest.mark.parametrize(
    ("phrase", "column", "part"),
    [
        ("", 1, "empty"), (" ", 1, "empty"), ("\u200b", 1, "empty"), ("fake  news", 5, "space"),
        (" fake", 1, "space"), ("fake ", 5, "space"), ("-fake", 1, "hyphen"), ("fake - news", 6, "hyphen"),
        ("(fake", 1, "never closed"), ("[fake|false", 1, "never closed"), ("fake)", 5, "closes no bracket"),
        ("[fake)", 6, '"[" is open'), ("fake|false", 5, "only between"),
        ("(fake|false) x", 6, "only between"),
        ("fake []", 7, "nothing to choose"), ("fake ()", 7, "nothing to choose"),
        ("[fake|]", 7, "nothing to choose"),
        ("... or else", 1, "gap"), ("either ...", 8, "gap"), ("a ... b ... c", 9, "second gap"),
        ("either...or", 7, "space before and after"), ("(now ...) then ... x", 16, "second gap"),
        ("[... x|y] z", 2, "gap"), ("a ...* b", 3, "space before and after"),
        ("wake up!", 8, '"!" cannot stand'), ("us, them", 3, "no entry is matched across it"),
        ("u.s. army", 2, '"." cannot stand'), ("a ....", 6, '"." cannot stand'), ("“scare”", 1, '"“"'),
        ("a\U0001f600", 2, "cannot stand"), ("a—b", 2, '"—"'), ("100 %", 5, '"%"'),
        ("thug*s", 5, "end of a word"), ("th*(ug)", 3, "end of a word"), ("x [a*|b]c", 5, "end of a word"),
        ("*", 1, "end of a word"), ("a *", 3, "end of a word"), ("thug*~", 6, "one of them at most"),
        ("thug* b~c", 8, "end of a word"), ("ﬁ\u200bre* b*c", 8, "end of a word"),
        ("moscow's fault", 7, 'read as "moscow"'), ("it(')s", 1, "leave the 's out"),
        ("'em all", 1, "apostrophe"), ("workers' rights", 8, "apostrophe"),
        ("o'er the workers’ x", 17, "apostrophe"),
        ("a b c d e f g h i", 1, "8 words"), ("(a)", 1, "left out"), ("a~ b~ c~ d~", 1, "too many forms"),
        ("(a)(b)(c)(d)(e)(f)(g)(h) x", 24, "too many forms"), ("a" * 501, 500, "more than 500 characters"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_with_its_column(phrase: str, column: int, part: str) -> None:
    with pytest.raises(NotationError) as raised:
        expand(phrase)
    assert part in str(raised.value)
    assert (raised.value.column, "\n" in str(raised.value)) == (column, False)


def test_an_error_survives_pickling() -> None:
    error = pickle.loads(pickle.dumps(NotationError("what", 3)))  # noqa: S301
    assert (str(error), error.column) == ("what", 3)


def test_the_limit_counts_forms_once_and_spellings_apart() -> None:
    assert len(expand("[dine~|dined|party~|march~|mingle~] with [a|b|c|d|e|f]*")) == 192
    assert len(expand("[a|b] [c|d] [e|f] [g|h] [i|j] favour colour")) == 32 * 4


def test_a_gap_is_not_counted_as_a_word() -> None:
    assert expand("a b c d ... e f g h") == ["a b c d ... e f g h"]


@given(PHRASES)
def test_any_phrase_expands_to_what_the_tokenizer_finds_or_names_a_column_of_it(phrase: str) -> None:
    try:
        forms = expand(phrase)
    except NotationError as error:
        assert 1 <= error.column <= max(len(phrase), 1)
        assert str(error).isprintable()
        return
    assert forms == expand(phrase)
    assert 0 < len(set(forms)) == len(forms) <= 1000
    for form in forms:
        words = form.split(" ")
        assert all(words)
        assert len(words) - (GAP in words) <= MOST_WORDS
        if form.isascii() and GAP not in words:
            tokens = tokenize(fold(form))
            assert tokens.hashes.tolist() == hash_words(words).tolist()


@given(st.lists(st.sampled_from(["(a", "[b", "|c", ")", "]", " d"]), max_size=20).map("".join))
def test_brackets_are_balanced_or_refused(phrase: str) -> None:
    try:
        forms = expand(phrase)
    except NotationError:
        return
    assert phrase.count("(") == phrase.count(")")
    assert phrase.count("[") == phrase.count("]")
    assert not set("()[]|") & set("".join(forms))


@pytest.mark.parametrize(
    "phrase",
    [
        "(a)" * 160,
        "[" * 500,
        "(" * 250 + ")" * 250,
        "[a|b]" * 99,
        "a~ " * 160 + "a",
        "[a~|b~|c~]* " * 8 + "x",
    ],
)
def test_a_phrase_made_to_explode_is_refused_at_once(phrase: str) -> None:
    def refuse() -> None:
        with pytest.raises(NotationError):
            expand(phrase)

    assert_takes_at_most(1, refuse)
