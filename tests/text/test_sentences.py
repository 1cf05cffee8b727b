import json
import os
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from growth import Work, assert_linear, processor_seconds
from propdetect.text.fold import fold
from propdetect.text.sentences import ParametersError, SentenceParameters, split

SHIPPED = Path(split.__code__.co_filename).parents[1] / "models" / "en" / "punkt.json"
PARAMETERS = SentenceParameters.from_json(SHIPPED)


def sentences(text: str) -> list[str]:
    folded = fold(text)
    starts, ends = folded.to_text(*split(folded, PARAMETERS))
    return [text[a:b] for a, b in zip(starts.tolist(), ends.tolist(), strict=True)]


ONE_SENTENCE = [
    "Mr. Young met Mrs. White and Dr. Brown at noon.",
    "Then-Sen. Hill spoke to Gen. Power in the U.S. Capitol.",
    "The U.S. government paid Acme Inc. and Bolt Ltd. for it.",
    "Prices rose by 3.5 percent in Jan. 2014, i.e. faster than wages.",
    "Poems by J. K. Marlowe and T. S. Harker were read.",
    "See No. 5, p. 12, e.g. the second table.",
    "It will start at 5 p.m. on Monday.",
    "They waited ... and waited... until dawn.",
    "It was late ... and [...] dark (...) outside.",
    "She reads Yahoo!'s front page",
    "Visit www.example.org or write to a.b@example.org today.",
    "Version 2.0.1 is out.",
    "No end mark here",
    "One word.",
    "?!",
    "The Smith vs. Jones case",
]


@pytest.mark.parametrize("text", ONE_SENTENCE)
def test_one_sentence_is_not_cut(text):
    assert sentences(text) == [text]


MANY_SENTENCES = [
    "It ended.|Nobody cared.|Why?|Who knows!",
    'He said "no."|She left.',
    "He said “never.”|She left.",
    "(It was late.)|We went home.",
    "[It was late!]|*It was cold.*|_We_ went.",
    '"Was it (really) so?"|"It was."',
    "They don't.|Nor can't we.|It is Bob's.|We went.",
    "The year was 1990.|The war was over.",
    "He lives in the U.S.|However, he was born abroad.",
    "We met at 5 p.m.|She was late.",
    "It was over...|The end came.",
    "What?...|Bob went home.",
    'He shouted, "Get out..."|We left at once.',
    'It opened at 9 a.m.|"We are ready," he said.',
    "It was true.[4][12]|He denied it.",
    "It was true.[4]|He denied it in 1994.[1]|We know.",
    "Really?!|Yes!!!|No.",
    "He came .|He saw .",
    "Is it you ?|Yes .",
    "Nobody knew.|... Senate members did.",
    "It may go on . . .|One day it will.",
    "It is over — finally.|Go.",
    "Good 👍.|Great 👍👍!|Fine",
    "Он пришёл.|Она ушла.",
]


@pytest.mark.parametrize("text", MANY_SENTENCES)
def test_sentences_are_cut_after_their_closing_marks(text):
    assert sentences(text.replace("|", " ")) == text.split("|")


def test_a_closing_mark_set_off_by_a_blank_stays_with_its_sentence():
    assert sentences('" It is over. " Then he left.') == ['" It is over. "', "Then he left."]


@pytest.mark.parametrize(
    "parts",
    [
        ["Le maire a parlé.", "« Nous partons », a-t-il dit.", "« Adieu. »", "Puis il est parti."],
        ["The mayor spoke.", '" It is over. "', "Then he left."],
        ["She laughed!", "“ It is over.", "Go home. ”", "Then he left."],
        ['It was over. "', '" Go home! "'],
    ],
)
def test_an_opening_mark_set_off_by_a_blank_goes_with_the_next_sentence(parts):
    lines = " ".join(parts).replace('. " " Go', '. "\n" Go')  # nothing opens at the end of a line
    assert sentences(lines) == parts


def test_a_blank_line_ends_a_sentence_even_if_it_holds_blanks():
    assert sentences("no end mark\n \t\nnext part") == ["no end mark", "next part"]
    assert sentences("no end mark\r\n\r\nnext part") == ["no end mark", "next part"]


def test_headlines_and_menus_are_cut_at_each_line():
    menu = ["Home", "World News", "Sports", "Council Votes To Close The Old Library", "By Jane Doe"]
    assert sentences("\n".join(menu)) == menu


def test_a_line_a_paragraph_is_cut_at_each_line():
    lines = ["The council of the town met " + "again and " * 12 + "again", "nobody had asked it to"]
    assert sentences("\n".join(lines)) == lines


WRAPPED = """\
We are writing to you because the committee has decided to close
the library on Main Street at the end of the year. The decision
was taken after Mr. Harker told the mayor of the town that the
Library Fund had no money left and that nobody would pay."""
UNWRAPPED = [
    "We are writing to you because the committee has decided to close "
    "the library on Main Street at the end of the year.",
    "The decision was taken after Mr. Harker told the mayor of the town that the "
    "Library Fund had no money left and that nobody would pay.",
]


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_wrapped_prose_is_not_cut_at_each_line(newline):
    found = sentences("Dear all,\n\n".replace("\n", newline) + WRAPPED.replace("\n", newline))
    assert [" ".join(s.split()) for s in found] == ["Dear all,", *UNWRAPPED]


def test_a_salutation_and_a_signature_are_cut_from_the_wrapped_prose_that_they_touch():
    found = sentences("Dear all,\n" + WRAPPED + "\nJane Doe\nHead of Something\nExample Ltd")
    assert [" ".join(s.split()) for s in found] == [
        "Dear all,", *UNWRAPPED, "Jane Doe", "Head of Something", "Example Ltd"
    ]  # fmt: skip


def test_a_headline_above_wrapped_prose_is_cut():
    for headline in [
        "Committee Closes Library",
        "Committee Of The Town Votes To Close Its Library Next Year",
    ]:
        assert sentences(headline + "\n" + WRAPPED)[0] == headline


def test_quoted_mail_is_wrapped_prose_behind_its_prefixes():
    quoted = "\n".join("> " + line for line in WRAPPED.split("\n"))
    found = sentences("That is news to me.\n" + quoted + "\n>\n> Next paragraph\nMy answer")
    assert found[0] == "That is news to me."
    assert [" ".join(s.replace("\n>", "").split()) for s in found[1:3]] == [
        "> " + UNWRAPPED[0],
        UNWRAPPED[1],
    ]
    assert found[3:] == [">\n> Next paragraph", "My answer"]


def test_items_of_a_list_are_cut_even_in_wrapped_prose():
    text = (
        WRAPPED + "\n- the first reason is that there is no more money in the bank\n  for the town\n2. the second"
    )
    found = sentences(text)[2:]
    assert found == [
        "- the first reason is that there is no more money in the bank\n  for the town",
        "2. the second",
    ]


def test_chat_lines_are_cut():
    chat = ["[12:01] <jane> are you there", "[12:02] <bob> yes", "jane: good to know that you are", "bob: ok"]
    assert sentences("\n".join(chat)) == chat


def test_a_subtitle_over_two_lines_is_one_sentence():
    text = "12\n00:01:02,000 --> 00:01:04,000\nI don't know what you're\ntalking about."
    assert sentences(text)[2:] == ["I don't know what you're\ntalking about."]


def test_a_text_without_words_has_no_sentences():
    for text in ["", " ", "\n\n \n", "\u200b", "\ufeff\n"]:
        assert sentences(text) == []


def test_spans_are_int64():
    starts, ends = split(fold("One. Two."), PARAMETERS)
    assert starts.dtype == ends.dtype == np.int64


PIECES = [
    "Mr.",
    "the",
    "U.S.",
    "J.",
    "12.",
    "...",
    '."',
    ".)",
    ">",
    "> ",
    "\n",
    "\n\n",
    " ",
    " ",
    "-",
    "[1]",
    "?",
]
PIECES += ["a long line of words that is wrapped somewhere", "Then", "[99999]", "]" * 12, "“", "x" * 40 + "."]
TEXTS = st.one_of(
    st.text(),
    st.text(alphabet="aAbB1.?!\"')]([>-*,:; \n—…é"),
    st.lists(st.sampled_from(PIECES)).map("".join),
)


@given(TEXTS)
@settings(max_examples=400, deadline=None)
def test_sentences_cover_all_but_white_space_in_order(text):
    folded = fold(text)
    raw = folded.cased[: folded.length].tobytes()
    starts, ends = split(folded, PARAMETERS)
    assert (starts < ends).all()
    assert (ends[:-1] <= starts[1:]).all()
    covered = np.zeros(folded.length, bool)
    for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
        covered[start:end] = True
        assert not raw[start : start + 1].isspace()
        assert not raw[end - 1 : end].isspace()
    assert all(covered[i] or raw[i : i + 1].isspace() for i in range(folded.length))


@given(TEXTS)
@settings(max_examples=100, deadline=None)
def test_a_paragraph_is_split_alike_whatever_paragraph_without_line_breaks_stands_before_it(text):
    text = " ".join(text.split())
    assert sentences("Some other thing.\n\n" + text)[1:] == sentences(text)


ODD = [
    "a. ",
    "a\n",
    "\n",
    ".",
    ". ",
    '"',
    "a.) ",
    'a. " ',
    "> ",
    "> a\n",
    " ",
    "]",
    "[1]",
    "x.[1] ",
    "a",
    "-",
    "...",
    "\n> ",
]


@pytest.mark.parametrize("unit", ODD)
def test_time_grows_linearly_with_odd_texts(unit):
    found = []

    def splitting(size: int) -> Work:
        folded = fold(unit * (size // len(unit)))
        return lambda: found.append((folded.length, *split(folded, PARAMETERS)))

    assert_linear(splitting, 200_000, 1_600_000, at_most=24)  # the larger one fits no cache
    assert all(len(starts) == len(ends) <= length for length, starts, ends in found)


DAMAGED = {
    "{": "JSONDecodeError",
    "[]": "TypeError",
    '{"format": 99}': "format 99",
    '{"format": 1}': "KeyError",
}


@pytest.mark.parametrize(("content", "what"), DAMAGED.items())
def test_damaged_parameters_are_named_with_a_remedy(tmp_path, content, what):
    path = tmp_path / "punkt.json"
    path.write_text(content)
    with pytest.raises(ParametersError, match="reinstall propdetect") as caught:
        SentenceParameters.from_json(path)
    assert str(caught.value).startswith(str(path))
    assert what in str(caught.value)
    assert "\n" not in str(caught.value)


def test_missing_parameters_are_named_with_a_remedy(tmp_path):
    with pytest.raises(ParametersError, match=r"gone\.json: .*reinstall propdetect"):
        SentenceParameters.from_json(tmp_path / "gone.json")


def test_the_shipped_parameters_are_small_and_sorted():
    assert SHIPPED.stat().st_size < 400_000
    for name, groups in json.loads(SHIPPED.read_text()).items():
        if name != "format":
            words = " ".join(groups).split()
            assert words == sorted(set(words)), name


def corpus() -> list[str]:
    folder = os.environ.get("PROPDETECT_CORPORA")
    if not folder:
        pytest.skip("set PROPDETECT_CORPORA to the folder of the corpora")
    with (Path(folder) / "techniques-en.jsonl").open(encoding="utf-8") as lines:
        return [json.loads(line)["text"] for line in lines]


@pytest.mark.corpora
def test_boundaries_inside_lines_agree_with_nltk_on_99_percent():
    from training.punkt import decode, reference

    nltk = reference(json.loads(SHIPPED.read_text()))
    both = either = 0
    for text in corpus():
        starts, _ = split(fold(text), PARAMETERS)
        at = 0
        for line in decode(text).split("\n"):
            first = at + len(line) - len(line.lstrip())
            ours = {s for s in starts[np.searchsorted(starts, [at])[0] :].tolist() if first < s < at + len(line)}
            theirs = {at + a for a, _ in nltk.span_tokenize(line) if first < at + a < at + len(line)}
            both, either, at = both + len(ours & theirs), either + len(ours | theirs), at + len(line) + 1
    assert both / either >= 0.99


@pytest.mark.corpora
def test_splitting_is_at_least_five_times_as_fast_as_nltk():
    from training.punkt import decode, reference

    texts = corpus()[::4]
    folded, decoded = [fold(text) for text in texts], [decode(text) for text in texts]
    nltk = reference(json.loads(SHIPPED.read_text()))
    ours, theirs = [], []
    for _ in range(5):
        ours.append(processor_seconds(lambda: [split(one, PARAMETERS) for one in folded]))
        theirs.append(processor_seconds(lambda: [list(nltk.span_tokenize(one)) for one in decoded]))
    assert min(theirs) >= 5 * min(ours)
