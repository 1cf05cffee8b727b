"""Texts to score: original ones, awkward ones, made-up ones, and those of the corpora."""

import json
from pathlib import Path

from hypothesis import strategies as st

ARTICLE = (Path(__file__).parents[1] / "examples" / "qaldara.txt").read_text("utf-8")

# What tends to break offsets, by what it is.
AWKWARD = {
    "NUL": "The traitors\0 lied.\0 Nobody\0voted for this disaster!",
    "lone surrogates": "The \ud83d corrupt regime\udc00 lies. Shame \ud800 on these monsters!",
    "emoji": "🚨🚨 WAKE UP, people! 👩‍👩‍👧 These criminals 🤡 will destroy us all. 🇺🇳 It is a disaster.",
    "RTL marks": "\u202bThe traitors\u202c said \u200fnothing\u200e. \u2067A vicious lie\u2069, as always!",
    "other scripts": "Предатели повсюду! The vicious tyrants lie. 独裁者は嘘をつく。 الخونة في كل مكان. Disaster.",
    "combining marks": "The vi\u0301cious tyrants are a di\u0308saster. Cafe\u0301 owners said so\u0300.",
    "soft hyphens": "The trai\u00adtors will des\u00adtroy our glo\u00adrious nation. A dis\u200baster!",
    "look-alikes": "The сorrupt rеgime is а disаster. Ｖｉｃｉｏｕｓ ｌｉｅｓ! ﬁnal ﬂood of ﬁlth…",
    "ligatures and expansions": "Straße… Æther, ½ of the ﬃlthy œuvre… ㎏ of ℡ lies‼ Shame⁉",
    "line ends": "The traitors lied.\r\nA vicious disaster!\rThe end\x0bof us\x0call.\x85Evil\u2028wins\u2029again",
    "nested quotes": "“They promised a ‘colourful’ \"revolution\",” he said. «A plague», they cry: 'evil'!",
    "nothing but marks": "?!?!... --- *** ((())) \"\" ''",
    "one letter": "a",
    "one mark": "!",
    "words without end": "traitor" * 2000 + " " + "x" * 5000,
}

_PHRASES = (
    "the corrupt traitors", "a vicious lie", "our glorious nation", "mark my words", "everyone knows", "evil",
    "the whole world knows", "either we win or we die", "so-called experts", "radical extremist thugs", "Mr.",
    "monsters", "destroy", "the council met on Monday", "a ferry left the harbour", "don't", "Moscow's", "it's",
    "THE END IS NEAR", "1,500", "$3.50", "what about", "wake up", "disaster", "before it is too late", "qzxv",
    "enemies of the people", "vrombelisation",
)  # fmt: skip
_JOINTS = (
    " ", " ", " ", ", ", ". ", "! ", "? ", "; ", "\n", "\n\n", "\r\n", "\t", " - ", " — ", "-", "...", "… ",
    ' "', '" ', " “", "” ", "‘", "’ ", " (", ") ", "*", "", "\u00ad", "\u200b", "\u200f", "\0", "\ud83d", "🤡",
    "ß", "ﬁ", "é", "e\u0301", "Ж", "独", "#", "@",
)  # fmt: skip


def mixed(max_size: int = 40) -> st.SearchStrategy[str]:
    """Make texts of loaded and plain phrases, punctuation, quotation marks and any other character."""
    piece = st.one_of(st.sampled_from(_PHRASES), st.sampled_from(_JOINTS), st.text(st.characters(), max_size=4))
    return st.lists(piece, max_size=max_size).map("".join)


def articles(corpora: Path) -> list[str]:
    """Read the texts of the articles annotated with techniques."""
    with (corpora / "techniques-en.jsonl").open(encoding="utf-8") as lines:
        return [json.loads(line)["text"] for line in lines]
