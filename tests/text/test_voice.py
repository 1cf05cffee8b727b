"""Voices and speakers, rule by rule, on sentences made up for each; and any text at all."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from voices import parts, spoken, voices

from propdetect.analysis import analyse
from propdetect.speech import VOICES
from texts import AWKWARD, mixed


def sentence_spans(text: str) -> list[tuple[int, int]]:
    analysis = analyse(text, *parts())
    starts, ends = analysis.folded.to_text(analysis.starts, analysis.ends)
    return list(zip(starts.tolist(), ends.tolist(), strict=True))


def last(text: str) -> tuple[str, str | None]:
    """The voice and the speaker of the last sentence."""
    return spoken(text)[-1][1:]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ('"The mill is shut," said Orla Venn.', "Orla Venn"),
        ('"The mill is shut," Orla Venn said.', "Orla Venn"),
        ('Orla Venn said: "The mill is shut."', "Orla Venn"),
        ('"The mill," said Orla Venn, "is shut."', "Orla Venn"),
        ('"The mill is shut", said Orla Venn, the miller.', "Orla Venn"),
        ('"The mill is shut," said the miller, Orla Venn.', "Orla Venn"),
        ('"The mill is shut," Orla Venn, who owns it, said.', "Orla Venn"),
        ('"The mill is shut," said Prime Minister Orla Venn.', "Orla Venn"),
        ('"The mill is shut," said engineer Orla Venn (58).', "Orla Venn"),
        ('"The mill is shut," said a spokeswoman for the Lake Board.', "spokeswoman"),
        ('"The mill is shut," the Lake Board of Holm said in a statement.', "Lake Board of Holm"),
        ('"The mill is shut," the board\'s director said.', "director"),
        ('"Is the mill shut?" asked Orla Venn.', "Orla Venn"),
        ('"Is the mill shut?" Orla Venn asked on Monday.', "Orla Venn"),
        ('Orla Venn put it bluntly: "The mill is shut."', "Orla Venn"),
        ('A banner read "The mill is ours".', "banner"),
        ('"The mill is shut."', None),
    ],
)
def test_a_statement_in_quotation_marks_is_quoted_and_its_speaker_named(text: str, name: str | None) -> None:
    assert {sentence[1:] for sentence in spoken(text)} == {("quoted", name)}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Orla Venn said that the mill was shut.", "Orla Venn"),
        ("Orla Venn said the mill was shut.", "Orla Venn"),
        ("The mill, Orla Venn said, was shut.", "Orla Venn"),
        ("The mill was shut, said Orla Venn.", "Orla Venn"),
        ("These traitors shut our mill, said Councillor Orla Venn.", "Orla Venn"),
        ("The mill was shut, Orla Venn has suggested.", "Orla Venn"),
        ("According to Orla Venn, a miller, the mill is shut.", "Orla Venn"),
        ("The mill is shut, according to people familiar with it.", "people"),
        ("In Orla Venn's view, the mill is shut.", "Orla Venn"),
        ('Orla Venn called the closing "a slap in the face" and left.', "Orla Venn"),
        ('The closing was, Orla Venn said, "a slap in the face".', "Orla Venn"),
        ("Orla Venn accused the board of lying.", "Orla Venn"),
        ("Orla Venn urged the board to open the mill.", "Orla Venn"),
        ("Orla Venn denied that the mill was shut.", "Orla Venn"),
        ("Orla Venn declined to speak but said that the mill was shut.", "Orla Venn"),
        ("Holm has been worried for weeks, saying that the mill is shut.", "Holm"),
        ("Reporters heard Orla Venn admitting that the mill was shut.", "Orla Venn"),
        ("Orla Venn is quoted as saying that the mill is shut.", "Orla Venn"),
        ("Mill 'will open again' in spring, says Lake Board", "Lake Board"),
        ("Mill in Holm 'will open again': mayor", "mayor"),
        ("Legend has it that the mill is haunted.", "Legend"),
        ("The mill is said to be haunted.", None),
        ("It is alleged that the mill is haunted.", None),
        ("The mill was allegedly sold.", None),
    ],
)
def test_what_somebody_says_in_the_writers_syntax_is_reported(text: str, name: str | None) -> None:
    assert last(text) == ("reported", name)


@pytest.mark.parametrize(
    "text",
    [
        "Orla Venn spoke for an hour.",
        "Orla Venn declined to say when the mill would open.",
        "Orla Venn did not say when the mill would open.",
        "The report reached the board on Monday.",
        "I said that the mill was shut.",
        "They went on with the insurance claims.",
        "It thought for an hour.",
        "Her novel, “A House of Salt and Glass”, appeared on Monday.",
        'They call him "Iron Jack" in the yard.',
        "The situation is changing, with the authorities saying that all is well.",
        "Mill in Holm was sold in secret, confirms Lake Board",
    ],
)
def test_other_sentences_are_the_narrators(text: str) -> None:
    assert last(text) == ("narrator", None)


@pytest.mark.parametrize(
    "text",
    [
        "The “welcome team” had four dogs.",
        "Its 'reform' has cost 300 people their homes.",
        'What they call "consultation" is a form with one box.',
    ],
)
def test_a_phrase_that_nobody_is_named_for_is_held_at_a_distance(text: str) -> None:
    assert last(text) == ("scare", None)
    assert voices(text).features[0].tolist() == [1, 0, 1]


@pytest.mark.parametrize(
    "text",
    [
        'Anton Karn, the envoy, arrived. "We stay," said Mr Karn.',
        'Anton Karn said that they would stay. "We stay," he said.',
        'The envoy, Anton Karn, said that they would stay. "We stay," the envoy said.',
        'General Anton Karn arrived on Sunday. "We stay," the general said.',
        'Anton Karn opens the door. "We stay," he says.',
        'Orla Venn left. "We stay," said Anton Karn. "We always stay."',
        '"We stay," said Anton Karn.\n\n"We always stay."',
        "“We stay,” said Anton Karn. “We do.\n\n“We always stay.”",
    ],
)
def test_short_names_offices_pronouns_and_continued_speech_are_the_last_fitting_speakers(text: str) -> None:
    assert last(text) == ("quoted", "Anton Karn")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("The bishop of Holm asked for rain. On Friday it rained. Bishop Arne Wynn was away.", "Arne Wynn"),
        (
            "Their Ambassador to Ostral suggested that it rained. Olaf Brandt, Velmark's top diplomat, left.",
            "Olaf Brandt",
        ),
        ("The bishop said that it rained. Bishop Arne Wynn met Bishop Tove Lund.", "bishop"),
        ("A bishop said that it rained. Bishop Arne Wynn was away.", "bishop"),
        ("The bishop said that it rained." + " It rained on." * 50 + " Bishop Arne Wynn was away.", "bishop"),
    ],
)
def test_an_office_is_the_one_person_soon_named_for_it(text: str, name: str) -> None:
    assert spoken(text)[0][1:] == ("reported", name)


@pytest.mark.parametrize(
    ("text", "voice", "name"),
    [
        ("Envoy Olaf Brandt left. The diplomat said that it rained.", "reported", "Olaf Brandt"),
        ("The Hame Line denied it. The company said that it rained.", "reported", "Hame Line"),
        ("The museum offers a reward, it said in a statement.", "reported", "museum"),
        ("The Ministry of the Interior said that it rained.", "reported", "Ministry of the Interior"),
        ('"It rained," the board\'s secretary, Enid Caspar, told reporters.', "quoted", "Enid Caspar"),
        ('"It rained," said one of them, the driver Jonas Reth.', "quoted", "Jonas Reth"),
        ('The cellist shrugged and said, "Well, that is that."', "quoted", "cellist"),
        ('My niece is nine. She asked me, "Do bees sleep?" I never found out.', "narrator", None),
        ("The bridge held well, says Velmark (Photo: Mia Kolt)", "reported", "Velmark"),
        ("Afterwards Ruben Adair, the mayor, said that it rained.", "reported", "Ruben Adair"),
        ("A report published on Monday says that it rained.", "reported", "report"),
        ("marta_k wrote:\n> It rained.", "quoted", "marta_k"),
        ("He told the story of a smuggler.", "narrator", None),
        ("Voters rejected the bill.", "narrator", None),
        ("The two towns have argued about the bridge since 1961.", "narrator", None),
        ("The widely-cited figure was wrong.", "narrator", None),
        ("Trains run again as Velmark blames a plot.", "narrator", None),
        ("The bridge held, as the mayor said it would.", "reported", "mayor"),
        ("A year ago I asked here whether it rained.", "narrator", None),
        ('I am reading "The Long Parish" and cannot sleep.', "narrator", None),
        ('He was a smuggler known as "the Crane".', "narrator", None),
        ("The family has asked for no flowers.", "reported", "family"),
        ("Many fans are calling for his head.", "reported", "fans"),
        ("That means nothing, say scientists.", "reported", "scientists"),
        ("The bell was lent, says Orla Venn, the mayor.", "reported", "Orla Venn"),
        ("The board expressed regret.", "reported", "board"),
        ("The board expressed the juice.", "narrator", None),
        ("The board voiced concern about the dam.", "reported", "board"),
        ('"I call it sense," Orla Venn likes to say.', "quoted", "Orla Venn"),
        ("Orla Venn went on to say that it rained.", "reported", "Orla Venn"),
        ("Orla Venn is used to saying that it rained.", "narrator", None),
        ("Orla Venn would like to say that it rained.", "narrator", None),
        ("Her colleague Anton Bask disagrees: rain is late snow.", "reported", "Anton Bask"),
        ("Mr Corbin Hale moved that the report be adopted.", "reported", "Corbin Hale"),
        ("Mr Corbin Hale moved to the house that he had built.", "narrator", None),
        ("The inquest heard that it rained.", "reported", None),
        ("Orla Venn heard that it rained.", "narrator", None),
        ("Orla Venn made it clear that it rained.", "reported", "Orla Venn"),
        ("The figures make clear that it rained.", "narrator", None),
        ("It is clear that it rained.", "narrator", None),
        ("It is doubtful that it rained.", "narrator", None),
        ("Orla Venn took the view that it rained.", "reported", "Orla Venn"),
        ("Orla Venn took in the view that she had missed.", "narrator", None),
        ("By her own account, Orla Venn was asleep.", "reported", "Orla Venn"),
        ("“Not today” was Orla Venn's reply.", "quoted", "Orla Venn"),
        ("The letter was Orla Venn's reply.", "narrator", None),
        ("Per the landlord, the heating works.", "reported", "landlord"),
        ("The rent is paid per month.", "narrator", None),
        ('My sister was like, "are you asleep?"', "quoted", "sister"),
        ('The lake was like "a mirror".', "scare", None),
        ("Orla Venn, who lives at number nine, blames the cold.", "reported", "Orla Venn"),
        ("Anton Bask, a fan, blames greed.", "reported", "Anton Bask"),
        ("Bring a coat, advises Orla Venn, who has been there.", "reported", "Orla Venn"),
        ("Orla Venn is worried that it may rain.", "reported", "Orla Venn"),
        ("It rained twice, the Herald reported on Friday.", "reported", "Herald"),
        ("In the call, the woman pleads for help.", "narrator", None),
        ("Orla Venn ordered two coats, suggesting that it rained.", "narrator", None),
        ("Unions called on the board to act.", "reported", "Unions"),
        ("The harvesters declined to talk, saying only that it rained.", "reported", "harvesters"),
        ("Venn credits the rain and says that it helped.", "reported", "Venn"),
        ("Children who say that it rained are right.", "narrator", None),
        ("Everyone said that it rained.", "reported", "Everyone"),
        ("They're saying that it rained. Nobody knows.", "narrator", None),
        ("The member for Tarn said that it rained.", "reported", "member for Tarn"),
        ("The ministry of health said that it rained.", "reported", "ministry of health"),
        ("St Orla's said that it rained.", "reported", "St Orla's"),
        ('"It rained," said Moira St Clair.', "quoted", "Moira St Clair"),
        ("Ridgeway Pumps denied it. The company said that it rained.", "reported", "Ridgeway Pumps"),
        (
            "Aldmouth Docks, which owns it, denied it. The company said that it rained.",
            "reported",
            "Aldmouth Docks",
        ),
        ("Velmar Shipping fell. Velmar expects that it will rain.", "reported", "Velmar Shipping"),
        ('Their leader, Tudor Bane, held up a bottle: "It rained."', "quoted", "Tudor Bane"),
        ('Orla Venn called it sad but said it was late: "It rained."', "quoted", "Orla Venn"),
        ("The crew hid, they said, and waited.", "reported", "crew"),
        ("Tom Bright is understood to have offered to resign.", "reported", None),
        ('Former boxer Tom Grau sells flowers. "I like it," he said.', "quoted", "Tom Grau"),
        ("The bill was moved by Una Feld. She said that it rained.", "reported", "Una Feld"),
        ("Thanks for the 'support', I guess.", "scare", None),
        (
            "Museum Wants Its Whale Back\n\nIt rained. The museum of Skarn has asked for its whale.",
            "reported",
            "museum",
        ),
    ],
)
def test_small_turns_of_phrase_are_read_as_a_reader_would(text: str, voice: str, name: str | None) -> None:
    assert last(text) == (voice, name)


def test_an_office_with_another_word_before_it_is_another_office() -> None:
    text = 'Foreign Minister Davor Lesk arrived. "We pay," the finance minister said.'
    assert last(text) == ("quoted", "finance minister")


def test_she_is_not_a_man_and_it_is_no_person() -> None:
    text = "Ms Rook said that it was late. Mr Karn said that it was early. She added that it was cold."
    assert last(text) == ("reported", "Rook")
    text = "The Lake Board said that it was late. Mr Karn said that it was early. It added that it was cold."
    assert last(text) == ("reported", "Lake Board")


def test_titles_are_no_part_of_a_name_and_her_view_is_hers() -> None:
    assert last("Cllr Ada Quill says it rains.") == ("reported", "Ada Quill")
    assert last('"I read," replied Baroness Teale.') == ("quoted", "Teale")
    assert last("Mrs Tarn opposed the motion and said it rained.") == ("reported", "Tarn")
    assert last("Ada Quill spoke. In her view, rain is good.") == ("reported", "Ada Quill")
    assert last("Ada Quill spoke. A ship was in her view all day.")[0] == "narrator"


def test_words_beside_direct_speech_are_the_narrators() -> None:
    text = '"We stay," said the greedy envoy, Anton Karn.'
    found = voices(text)
    assert found.at(0, text.index("stay"), text.index("stay") + 4)[0] == "quoted"
    assert found.at(0, text.index("greedy"), text.index("greedy") + 6) == ("narrator", None)


@pytest.mark.parametrize(
    "text",
    [
        "The greedy minister said that the traitors left.",
        "The traitors left, said the greedy Councillor Orla Venn.",
        "According to the greedy envoy, the traitors left.",
        "Orla Venn, a greedy miller, said that the traitors left.",
        "The traitors, the greedy envoy said, left.",
    ],
)
def test_words_of_the_clause_that_says_who_speaks_are_the_narrators(text: str) -> None:
    found = voices(text)
    assert found.voice == ("reported",)
    assert found.at(0, text.index("greedy"), text.index("greedy") + 6) == ("narrator", None)
    assert found.at(0, text.index("traitors"), text.index("traitors") + 8)[0] == "reported"


def test_the_features_are_three_columns_of_zeros_and_ones() -> None:
    found = voices('The mill is shut. "It is," said Orla Venn. She said that it was late. The "team" had dogs.')
    assert found.features.dtype == np.float32
    assert found.features.tolist() == [[0, 0, 0], [1, 1, 0], [0, 1, 0], [1, 0, 1]]


PIECES = st.sampled_from(
    [
        "he said",
        "said Orla Venn",
        "the minister",
        "Mr Karn",
        ",",
        ".",
        "?",
        '"',
        "“",
        "”",
        "'",
        "’",
        "\n",
        "\n\n",
        "> ",
        "that",
        "according to",
        "who",
        "(",
        ")",
        ":",
        "—",
        "Q: ",
        "mayor",
        "called it",
        "is said to",
        "the diplomat told us",
        "Envoy Olaf Brandt",
        "the company",
        "it said",
        "The Ministry of the Interior",
        "and said",
        "I guess",
        "as",
        "known as",
        "marta_k",
        "THE",
        "<blockquote>",
        "</blockquote>",
        "$",
        "é",
        "\u200b",
    ]
)


@given(st.one_of(mixed(), st.lists(PIECES, max_size=40).map(" ".join)))
@settings(max_examples=200)
def test_any_text_has_a_voice_for_each_sentence_and_speakers_that_stand_in_it(text: str) -> None:
    found = voices(text)
    assert len(found.voice) == len(found.speaker) == len(found.features) == len(found.words)
    assert set(found.voice) <= set(VOICES)
    for voice, who in zip(found.voice, found.speaker, strict=True):
        assert who is None or (voice in ("quoted", "reported") and text[who.start : who.end] == who.name)
    assert all(0 <= one.start < one.end <= len(text) for one in found.quotations)
    assert all(a[1] <= b[0] for a, b in zip(found.direct, found.direct[1:], strict=False))
    assert all(0 <= start < end <= len(text) for start, end in found.clauses)
    for sentence, (start, end) in enumerate(sentence_spans(text)):
        own = found.of(sentence)
        assert {found.at(sentence, at, at + 1) for at in range(start, end)} <= {own, ("narrator", None)}


@pytest.mark.parametrize("name", AWKWARD)
def test_awkward_texts_have_voices(name: str) -> None:
    assert len(voices(AWKWARD[name]).voice) == len(spoken(AWKWARD[name]))
