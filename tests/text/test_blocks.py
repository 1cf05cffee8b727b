"""Transcripts and block quotes: paragraphs that somebody speaks as a whole, and what only looks like them."""

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


def test_a_block_quote_is_quoted_and_the_line_before_it_may_name_its_speaker() -> None:
    text = "On Tuesday Bergthal wrote:\n\n> You will regret this.\n\nI do not."
    assert [sentence[1:] for sentence in spoken(text)] == [
        ("quoted", "Bergthal"), ("quoted", "Bergthal"), ("narrator", None),
    ]  # fmt: skip
