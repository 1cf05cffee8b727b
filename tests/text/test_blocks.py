"""Block quotes: what layout sets off as somebody's words."""

from voices import spoken


def test_a_block_quote_is_quoted_and_the_line_before_it_may_name_its_speaker() -> None:
    text = "On Tuesday Bergthal wrote:\n\n> You will regret this.\n\nI do not."
    assert [sentence[1:] for sentence in spoken(text)] == [
        ("quoted", "Bergthal"), ("quoted", "Bergthal"), ("narrator", None),
    ]  # fmt: skip
