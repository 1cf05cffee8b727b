"""Voices take time that grows no faster than the text, whatever the text."""

from collections.abc import Iterator
from functools import partial
from itertools import islice, product

import numpy as np
import pytest
from voices import voices

from growth import assert_linear


def _names() -> Iterator[str]:
    """Names of a word, no two alike."""
    return ("".join(letters).title() for letters in product("bdgklmnprst", "aeiou", repeat=3))


HARD: dict[str, str | tuple[str, ...]] = {
    "marks alone": '"',
    "openers": '“ "a ',
    "single marks": " 'a b' s'",
    "unclosed tags": "<blockquote>",
    "mail marks": "> a\n >",
    "one endless sentence": 'he said "a b" and she claimed that ',
    "the same name": "Orla Venn said. The mayor said that he ",
    "offices named later": "The bishop of Holm said that it rained. It rained on. ",
    "offices by turns": "The envoy said it rained. Ambassador Olaf Brandt left. The diplomat, Ada Quill, said. ",
    "companies": "The Hame Line denied it. The company said that it rained. It said no. ",
    "of the": "The Ministry of the Interior of the North said that it rained. ",
    "marks in marks": "\"a 'b “c «d» e” f' g\" ",
    "no quotation at all": "The river rose and the bridge went with it. ",
    "commas": "the minister, who said, a man, ",
    "brackets": "Venn (a) said ) ( ",
    "labels": "Mr Venn: a\n",
    "random": "".join(map(chr, np.random.default_rng(0).integers(32, 0x3000, 5000).tolist())),
    "initials": "A. B and C. D said that it rained, ",
    "lists of names": 'Orla Venn, Anton Karn, Ada Quill and Olaf Brandt said: "We stay," ',
    "names in brackets": "said Orla Venn (a (b (c ",
    "a verb alone": "said ",
    "a title alone": "Mr. Mr. Venn said ",
    "colons": "Orla Venn said: ",
    "pronouns": "“We stay,” she said. He said so. They said it. It said no.\n\n",
    "paragraphs never closed": "“We stay.\n\n",
    "paragraphs of a word": "said\n\n",
    "speech that goes on": "“We stay,” said Anton Karn. “We do.\n\n“We always stay.\n\n",
    "statements of nobody": "“We stay.”\n\n",
    "dialogue with dashes": "— We stay, said Orla Venn.\n\n",
    "a transcript": "ORLA VENN: It is shut.\nANTON KARN: It is not.\n",
    "a transcript with titles": "Mr. Venn: It is shut.\n\nThe Mayor: It is not.\n\n",
    "questions and answers": "Q: Is it shut?\n\nA: It is.\n\n",
    "block quotes": "Orla Venn said:\n\n> We stay.\n> We do.\n\n",
    "deep block quotes": ("<blockquote>", "a", "</blockquote>"),
    "offices under names": "President Orla Venn said. The president said. Mr Venn said. Venn said. ",
    "bodies under names": "The World Health League (WHL) said. The WHL said. WHL said. The league said. ",
    "words that give names": 'I called "b c" nice and ',
    "passages before what is said": ('"b c d e f g h", ', "he said that "),
    "passages after a long name": ("Venn ", ': "a b." '),
    "names in one word": "".join(f"{name}_said_that_it_rained_" for name in islice(_names(), 40_000)),
    "offices in headlines": (
        "The Minister of Holm came. ",
        "The Minister Said That Rain Came Here.\n\n",
    ),
    "openers after turns": ("Mr Venn: We stay.\n\n", "“a «b. "),
    "an office of two people": ("The mayor, he said, that ", "she said and the mayor said that "),
    "an envoy of a long name": ("Venn ", "Venn's envoy came. ", "An Envoy Says That Rain Came Here.\n\n"),
}


def hard(name: str, size: int) -> str:
    """A text of about so many characters: one part again and again, or some one after another in equal shares."""
    parts = HARD[name] if isinstance(HARD[name], tuple) else (HARD[name],)
    share = size // len(parts)
    return "".join(part * (share // len(part)) or part[:share] for part in parts)


@pytest.mark.parametrize("name", HARD)
def test_time_grows_linearly_whatever_the_text(name: str) -> None:
    assert_linear(lambda size: partial(voices, hard(name, size)), 100_000, 500_000)
