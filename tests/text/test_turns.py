"""Transcripts: paragraphs that somebody speaks as a whole, and what only looks like them."""

from itertools import groupby

import pytest
from voices import spoken


def test_lines_of_a_transcript_are_quoted_and_a_note_in_brackets_is_not() -> None:
    text = "Mr Hallam (Eastmoor): I beg to move.\n\nMrs Teller: Will he give way?\n\n(Laughter.)\n\nMr Hallam: No."
    assert [sentence[1:] for sentence in spoken(text)] == [
        ("quoted", "Hallam"), ("quoted", "Teller"), ("narrator", None), ("quoted", "Hallam"),
    ]  # fmt: skip
    assert {one[1:] for one in spoken("Q: Who was it?\n\nA: My sister.\n\nQ: When?\n\nA: Late.")} == {
        ("quoted", None)
    }


def test_lines_with_a_label_are_no_transcript_by_themselves() -> None:
    text = "Also Read: The mill is shut\n\nThe mill was sold.\n\nAlso Read: The dam is open\n\nNobody came."
    assert {sentence[1] for sentence in spoken(text)} == {"narrator"}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Q: Was it cold?\n\nA: Of course.", [None, None]),
        ("**Question:** Was it cold?\n\n**Answer:** Of course.", [None, None]),
        ("Interviewer: Was it cold?\n\nWim Astor: Of course.", ["Interviewer", "Wim Astor"]),
        ("WIM ASTOR: Who paid?\n\nNOOR VALE: I did.\n\nASTOR: Why?", ["WIM ASTOR", "NOOR VALE", "WIM ASTOR"]),
        ("Dame Noor Vale (Holm) (Ind): Who paid?\n\nThe Chair: Nobody.", ["Noor Vale", "Chair"]),
        ("Mr Speaker: I have a letter from the member.", ["Speaker"]),
        ("Mr. ASTOR. I rise to thank the ferrymen.", ["ASTOR"]),
        ("The SPEAKER. We have no time left.", ["SPEAKER"]),
    ],
)
def test_speakers_need_not_come_back_where_labels_are_names_titles_or_offices(
    text: str, names: list[str | None]
) -> None:
    assert {sentence[1] for sentence in spoken(text)} == {"quoted"}
    turns: dict[str, str | None] = {}
    for said, _, name in spoken(text):
        paragraph = next(one for one in text.split("\n\n") if said in one)
        assert turns.setdefault(paragraph, name) == name
    assert list(turns.values()) == names


@pytest.mark.parametrize(
    "text",
    [
        "Note: I was wrong.\n\nUpdate: We are back.",
        "Weather: You will need a coat.\n\nLocation: Our hall.",
        "Photo Credit: Our reader.\n\nTicket Price: You pay at the door.",
        "Opening Hours: 9.30 to 5.\n\nBox Office: 5550 1234. You may ring us.",
        "The train left at 9:45.\n\nWe took the 10:15 and came by https://ferry.example.",
        "Budget: what changes for you\n\nHarbour Toll: what we know",
        "Wind Power: energy that you make of moving air.\n\nTidal Power: energy of the sea.",
        "Ingredients: Two eggs.\n\nMethod: Beat them. You may add salt.",
        "Holm Rovers: 3\n\nSkarn Town: 1",
        "WASHINGTON: We all saw the snow.\n\nNEW YORK: Our streets are shut.",
        "President: Ada Quill\n\nMinister: Tom Bright",
        "The Result: We lost the bridge.",
        "Mr. Astor. I knew him well.",
        "Dr Vale’s Ferry: I took it.",
    ],
)
def test_lists_notes_datelines_and_headings_with_a_colon_are_no_transcript(text: str) -> None:
    assert {sentence[1] for sentence in spoken(text)} == {"narrator"}


def who(text: str) -> list[tuple[str, str | None]]:
    """The voice and the speaker of each sentence."""
    return [sentence[1:] for sentence in spoken(text)]


SPEECH = "Wim Astor: I was there. My boat was the last one out.\n\n(Applause.)\n\nThe harbour is empty now."


def test_a_speech_under_one_name_is_the_speakers_to_its_end_without_the_stage_directions() -> None:
    assert who(SPEECH) == [("quoted", "Wim Astor")] * 2 + [("narrator", None), ("quoted", "Wim Astor")]
    for other in (
        SPEECH.replace("Wim Astor", "Trip Report"),
        "Wim Astor: I was there.\n\nThe harbour is empty now.",
    ):
        assert "quoted" not in {voice for voice, _ in who(other)}


TWO = "Host: Was it cold?\n\nNoor Vale: Very.\n\n{}\n\nHost: And then?\n\nNoor Vale: It froze."


@pytest.mark.parametrize("said", ["The lake froze first.", "I wore two coats.", "People forget that."])
def test_a_paragraph_without_a_label_goes_on_the_turn_before_it(said: str) -> None:
    assert who(TWO.format(said))[2] == ("quoted", "Noor Vale")


@pytest.mark.parametrize(
    "said", ["[Laughter]", "(She laughs.)", "The house divided.", "Vale rose to speak.", "A long winter", "*sighs*"]
)
def test_a_note_a_heading_or_what_the_writer_tells_goes_on_no_turn(said: str) -> None:
    assert who(TWO.format(said))[2] == ("narrator", None)


def test_what_follows_the_last_turn_is_its_speakers_only_where_it_says_so() -> None:
    text = "COURIER: Was it cold?\n\nNOOR VALE: Very.\n\nCOURIER: And then?\n\nNOOR VALE: It froze.\n\n"
    assert who(text + "We skated to church.")[-1] == ("quoted", "NOOR VALE")
    assert who(text + "Her book is out in May.")[-1] == ("narrator", None)
    chat = "Mum: Was it cold?\n\nLena: Very.\n\nMum: And then?\n\nThis is my family."
    assert who(chat)[-1] == ("narrator", None)


def test_a_question_without_a_label_is_asked_where_a_labelled_answer_follows() -> None:
    text = "Noor Vale kept the light for years.\n\nDid you like it?\n\nVale: I liked the birds."
    assert who(text) == [("narrator", None), ("quoted", None), ("quoted", "Noor Vale")]
    assert {voice for voice, _ in who("Who paid?\n\nAnswer: the town.")} == {"narrator"}


@pytest.mark.parametrize(
    "marks", [("**", "**"), ("*", "*"), ("__", "__"), ("<b>", "</b>"), ("<p><strong>", "</strong></p>")]
)
def test_questions_in_bold_are_an_interview_where_they_say_you_and_the_answers_i(marks: tuple[str, str]) -> None:
    ask = "?".join(marks)
    text = f"Noor Vale keeps the light.\n\n{ask}\n\nI like it.\n\n{ask}\n\nBirds.".replace("?", "Do you like it?")
    assert [voice for voice, _ in who(text)] == ["narrator"] + ["quoted"] * 4
    assert {name for _, name in who(text)} == {None}
    explained = text.replace("you", "they").replace("I like it", "They do")
    assert {voice for voice, _ in who(explained)} == {"narrator"}


def test_turns_are_set_off_by_a_dot_and_a_dash_in_the_european_parliament() -> None:
    text = "Ida Sorrel (Greens). – Who paid?\n\nPresident. – We did.\n\nIda Sorrel (Greens). – Why?"
    assert {voice for voice, _ in who(text)} == {"quoted"}
    assert [name for name, _ in groupby(who(text))] == [
        ("quoted", "Ida Sorrel"), ("quoted", "President"), ("quoted", "Ida Sorrel"),
    ]  # fmt: skip


def test_a_headline_with_a_colon_is_no_turn_of_the_interview_under_it() -> None:
    text = "Harbour Toll: what we know.\n\nIt rose by half.\n\n" + TWO.format("I wore two coats.")
    assert who(text)[:2] == [("narrator", None)] * 2
