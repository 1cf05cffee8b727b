"""The card says every fact that it is given and no other, and no sentence can change the page that it stands in."""

import re
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from propdetect.learn.card import card, card_files
from propdetect.learn.card_text import own_protocol
from propdetect.learn.facts import FALSE_ALARM, MISSED, CardFacts
from propdetect.learn.folder import PLOT
from propdetect.learn.markdown import code, escape, number, table
from propdetect.learn.plot import reliability_svg
from training.card_facts import FIXED

SVG = "{http://www.w3.org/2000/svg}"
BINS: Any = [{"mean": 0.1, "positive": 0.05, "count": 20}, {"mean": 0.7, "positive": 0.9, "count": 19}]
FACTS: CardFacts = {
    "name": "harbour",
    "version": "1.2.3",
    "sha256": "ab" * 32,
    "training_data": {"b.jsonl": "22", "a.jsonl": "11"},
    "data": [{"name": "Harbour gazette", "what": "12 articles", "terms": "ours"}],
    "protocol": own_protocol(4),
    "figures": [
        {
            "title": "Out of fold",
            "systems": [
                {
                    "name": "harbour",
                    "lines": {"lines": 10757, "micro_f1": 0.33604, "map": 0.14, "span_f1": 0.3},
                    "bias": {"sentences": 40, "auc": 0.8},
                    "intervals": {"lines": {"micro_f1": {"low": 0.31, "high": 0.36}}},
                },
                {"name": "always positive", "lines": {"lines": 10757, "micro_f1": 0.06}},
            ],
        }
    ],
    "techniques": {
        "propaganda": {
            "lines": 39,
            "support": 9,
            "decided": 8,
            "precision": 0.5,
            "recall": 0.4,
            "f1": 0.44,
            "ap": 0.6,
        },
        "doubt": {"lines": 39, "support": 3, "decided": 0, "recall": 0.0, "f1": 0.0, "ap": 0.25, "threshold": 0.2},
    },
    "technique_intervals": {"ap_propaganda": {"low": 0.5, "high": 0.7}},
    "reliability": {"propaganda": BINS},
    "ablation": [
        {"name": "lexicons", "gain": {"map": 0.0123}, "kept": True},
        {"name": "syllables", "gain": {"map": -0.002, "micro_f1": 0.0}, "kept": False},
    ],
    "bars": [
        {"name": "plain prose, any technique", "value": 0.013, "most": 0.02},
        {"name": "swaps, changed pairs", "value": 0.05, "most": 0.02},
    ],
    "mistakes": [
        {"sentence": "Clean river, clean hands: choose Marlow.", "technique": "slogans", "kind": MISSED},
        {"sentence": "The clown joined the circus.", "technique": "name_calling_labeling", "kind": FALSE_ALARM},
    ],
    "cost": {"size_bytes": 8_400_000, "scoring_ratio": 31.3},
}
OPTIONAL = {
    "data": "Data and terms",
    "protocol": "How it was fitted and tested",
    "figures": "Figures",
    "techniques": "Per technique",
    "reliability": "Calibration",
    "ablation": "Ablation",
    "bars": "Quiet and even-handed",
    "mistakes": "What it gets wrong",
    "cost": "Cost",
}


def headings(text: str) -> list[str]:
    return re.findall(r"^## (.*)$", text, re.MULTILINE)


def cells(text: str, first: str) -> list[str]:
    """The cells of the only table row that begins with a cell."""
    (row,) = [line for line in text.splitlines() if line.startswith(f"| {first} |")]
    return [cell.strip() for cell in row.strip("|").split("|")][1:]


def without(key: str) -> CardFacts:
    left: Any = {k: v for k, v in FACTS.items() if k != key}
    return left


def reordered(value: Any) -> Any:
    """The same facts, every dict in another order."""
    if isinstance(value, dict):
        return {key: reordered(value[key]) for key in reversed(value)}
    return [reordered(inner) for inner in value] if isinstance(value, list) else value


def test_the_sections_stand_in_order() -> None:
    assert headings(card(FACTS)) == [
        "What this is",
        "Data and terms",
        "How it was fitted and tested",
        "Figures",
        "Per technique",
        "Calibration",
        "Ablation",
        "Quiet and even-handed",
        "What it gets wrong",
        "Intended use",
        "Misuse",
        "Cost",
        "Version",
    ]


@pytest.mark.parametrize(("key", "heading"), OPTIONAL.items())
def test_a_section_without_facts_is_left_out(key: str, heading: str) -> None:
    assert headings(card(without(key))) == [head for head in headings(card(FACTS)) if head != heading]


def test_a_model_that_nothing_is_known_of_still_says_what_it_is_for() -> None:
    assert headings(card({"name": "x"})) == ["What this is", "Intended use", "Misuse", "Version"]
    assert list(card_files({"name": "x"})) == ["MODEL_CARD.md"]


def test_a_figure_stands_beside_its_interval_and_beside_the_baseline() -> None:
    text = card(FACTS)
    assert cells(text, "micro-F1, techniques") == ["0.336 (0.310 to 0.360)", "0.060"]
    assert cells(text, "lines") == ["10,757", "10,757"]
    assert cells(text, "AUC, `bias`") == ["0.800", "–"]


def test_a_figure_that_is_missing_everywhere_leaves_its_row_out() -> None:
    text = card(FACTS)
    assert "macro-F1" not in text.split("## Figures")[1].split("|", 1)[1].split("## Per")[0]
    assert "None" not in text
    assert "nan" not in card(
        {"name": "x", "figures": [{"title": "t", "systems": [{"name": "x", "lines": {"map": float("nan")}}]}]}
    )


def test_brackets_are_explained_where_there_are_any() -> None:
    assert "article bootstrap" in card(FACTS)
    bare: CardFacts = {"name": "x", "figures": [{"title": "t", "systems": [{"name": "x", "lines": {"map": 0.5}}]}]}
    assert "article bootstrap" not in card(bare)


def test_techniques_stand_in_the_order_of_the_outputs_with_a_dash_for_what_is_undefined() -> None:
    text = card(FACTS)
    assert text.index("| `doubt` |") < text.index("| `propaganda` |")
    assert cells(text, "`doubt`") == ["3", "0", "–", "0.000", "0.000", "0.250", "0.200"]
    assert cells(text, "`propaganda`")[5] == "0.600 (0.500 to 0.700)"


def test_the_ablation_says_what_each_ingredient_brings_and_whether_it_was_kept() -> None:
    text = card(FACTS)
    assert cells(text, "ingredient") == ["kept", "micro-F1, techniques", "mAP, techniques that occur"]
    assert cells(text, "lexicons") == ["yes", "–", "+0.012"]
    assert cells(text, "syllables") == ["no", "+0.000", "-0.002"]


def test_a_bar_that_is_missed_is_said_to_be() -> None:
    text = card(FACTS)
    assert cells(text, "plain prose, any technique") == ["0.013", "0.020", "yes"]
    assert cells(text, "swaps, changed pairs") == ["0.050", "0.020", "**no**"]


def test_version_and_hashes_are_named() -> None:
    text = card(FACTS)
    assert "Version: 1.2.3" in text
    assert f"`{'ab' * 32}`" in text
    assert text.index("`11`") < text.index("`22`")


def test_the_same_facts_give_the_same_bytes_in_whatever_order_they_come() -> None:
    assert card_files(FACTS) == card_files(FACTS) == card_files(reordered(FACTS))


def test_a_sentence_with_pipes_and_markup_stays_one_cell_and_shows_as_it_is() -> None:
    sentence = "Vote *now* | [here](x) <b>\nfor `them`_\\"
    facts: CardFacts = {"name": "x", "mistakes": [{"sentence": sentence, "technique": "slogans", "kind": MISSED}]}
    assert (
        r"| Vote \*now\* \| \[here\](x) \<b\> for \`them\`\_\\ | `slogans` | missed |" in card(facts).splitlines()
    )


def test_a_name_with_markup_is_no_code_and_no_heading_of_its_own() -> None:
    assert card({"name": "a`|b\n# c"}).startswith("# Model card: a\\`\\|b \\# c\n")
    assert code("en-2_a") == "`en-2_a`"


@given(st.text(max_size=40))
def test_an_escaped_text_is_one_line_whose_special_characters_are_all_escaped(text: str) -> None:
    shown = escape(text)
    assert len(shown.splitlines()) <= 1
    assert not re.search(r"[`*_\[\]<>|~#&$]", re.sub(r"\\.", "", shown))
    assert not re.match(r"([-+]|\d+[.)])(\s|$)", shown)


def test_a_column_that_holds_nothing_is_left_out() -> None:
    assert table(("a", "b", "c"), [["x", "–", "1"]]) == "| a | c |\n| --- | ---: |\n| x | 1 |"


def test_numbers_are_never_minus_zero() -> None:
    assert number(-0.0001) == "0.000"
    assert number(-0.0001, sign=True) == "+0.000"


def test_the_plot_lies_beside_the_card_which_describes_it() -> None:
    files = card_files(FACTS)
    assert list(files) == ["MODEL_CARD.md", PLOT]
    assert re.search(
        rf"!\[Reliability plot\. [^\]]*0\.70[^\]]*0\.90[^\]]*\]\({PLOT}\)", files["MODEL_CARD.md"].decode()
    )


def test_the_plot_is_valid_xml_with_title_description_axis_labels_and_a_mark_for_each_bin() -> None:
    root = ElementTree.fromstring(reliability_svg({"propaganda": BINS, "bias": BINS}, "a <b> & c"))  # noqa: S314
    assert root.get("role") == "img"
    named = {element.get("id"): element.text for element in root if element.get("id")}
    assert root.get("aria-labelledby") == "title desc"
    assert named["title"] == "Reliability of the model a <b> & c"
    assert "0.90" in str(named["desc"])
    texts = {element.text for element in root.iter(f"{SVG}text")}
    assert {"mean probability given", "share marked by annotators", "0.0", "1.0"} <= texts
    assert {"any technique (propaganda)", "biased wording (bias)"} <= texts
    # one more each in the key
    assert len(list(root.iter(f"{SVG}circle"))) == len(BINS) + 1
    assert len([r for r in root.iter(f"{SVG}rect") if r.get("class") == "b"]) == len(BINS) + 1
    assert "prefers-color-scheme:dark" in str(root.findtext(f"{SVG}style"))


def test_a_point_lies_where_its_bin_says() -> None:
    root = ElementTree.fromstring(  # noqa: S314
        reliability_svg({"propaganda": [{"mean": 0.0, "positive": 1.0, "count": 1}]}, "x")
    )
    point = list(root.iter(f"{SVG}circle"))[-2]
    assert (point.get("cx"), point.get("cy")) == ("76.0", "56.0")
    assert not [r for r in root.iter(f"{SVG}rect") if r.get("class") == "b"]


def test_the_card_of_en_names_every_source_with_its_terms_and_what_the_protocol_leaves_open() -> None:
    text = card({**FIXED, "figures": FACTS["figures"]})
    for source in FIXED["data"]:
        assert f"| {escape(source['name'])} | {escape(source['what'])} | {escape(source['terms'])} |" in text
    for said in (
        "What this does not rule out",
        "No lexicon entry is by itself",
        "CC BY-NC-SA",
        "Not a truth detector",
    ):
        assert said in text
