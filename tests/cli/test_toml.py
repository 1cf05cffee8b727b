"""Every key of a TOML file has the place where it stands."""

import json
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from propdetect.cli.toml import ConfigError, places, read

TEXT = """\
# a comment = 1

model = "en"
  lexicon = [
    "a.tsv",  # ] = 3
    "]",
  ]
x.y = \"\"\"
[not.a.table]
z = 1
\"\"\"
inline = {p = 1, q = {r = 2}}

[score]   # the linter
"max-size" = 3
[[rows]]
k = 1
[[rows]]
k = 2
"""


def test_keys_tables_and_what_is_in_values_have_the_place_of_their_statement() -> None:
    assert places(TEXT) == {
        ("model",): (3, 1),
        ("lexicon",): (4, 3),
        ("x",): (8, 1),
        ("x", "y"): (8, 1),
        ("inline",): (12, 1),
        ("inline", "p"): (12, 1),
        ("inline", "q"): (12, 1),
        ("inline", "q", "r"): (12, 1),
        ("score",): (14, 1),
        ("score", "max-size"): (15, 1),
        ("rows",): (16, 1),
        ("rows", "k"): (17, 1),
    }
    assert places(TEXT.replace("\n", "\r\n")) == places(TEXT)


NAMES = st.text("abcxyz-_", min_size=1, max_size=6)
VALUES = st.sampled_from(
    [
        '"a"',
        "1",
        "[]",
        '["a", # ] \n\n "b"]',
        "'''\n[x]\n'''",
        '"""\nk = 1\n"""',
        "{a = 1, b.c = 2}",
        '"]#"',
        "true",
    ]
)
BLANKS = st.sampled_from(["", "\n", "# k = 1\n", "\n\n  # [t]\n"])


@given(st.dictionaries(NAMES, st.dictionaries(NAMES, st.tuples(BLANKS, st.sampled_from(["", " ", "\t"]), VALUES))))
def test_the_place_of_a_key_is_where_it_was_written(tables: dict[str, dict[str, tuple[str, str, str]]]) -> None:
    text, expected = "", {}
    for name, keys in tables.items():
        expected[(name,)] = text.count("\n") + 1, 1
        text += f"[{name}]\n"
        for key, (blank, indent, value) in keys.items():
            text += blank
            expected[(name, key)] = text.count("\n") + 1, len(indent) + 1
            text += f"{indent}{json.dumps(key)} = {value}\n"
    assert set(tomllib.loads(text)) == set(tables)
    found = places(text)
    assert {keys: place for keys, place in found.items() if len(keys) <= 2} == expected


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"a = 1\nb == 2\n", "c.toml:2:4: is no TOML (Invalid value); correct the line"),
        (b"a = [1,\n", "c.toml:1:8: is no TOML (Invalid value"),
        (b"a = 1\na = 2\n", "c.toml:2:6: is no TOML (Cannot overwrite a value); correct the line"),
        (b"a = 'caf\xe9'\n", "c.toml:1:9: byte 0xe9 is not UTF-8; save the file as UTF-8"),
        (b"\xff\xfea\0", "c.toml:1:1: the file is UTF-16; save it as UTF-8"),
        (b"a = " + b"[" * 5000, "c.toml: is nested too deep; write it flat"),
        (b"a = " + b"9" * 5000, "c.toml: is no TOML (Exceeds the limit"),
        (b"a = '" + b"x" * (4 << 20) + b"'", "c.toml: is larger than 4 MiB; give a configuration file"),
    ],
)
def test_what_is_no_toml_is_an_error_with_its_place(tmp_path: Path, data: bytes, message: str) -> None:
    path = tmp_path / "c.toml"
    path.write_bytes(data)
    with pytest.raises(ConfigError) as caught:
        read(path, "c.toml")
    assert str(caught.value).startswith(message)
    assert "\n" not in str(caught.value)


def test_a_byte_order_mark_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "c.toml"
    path.write_bytes(b"\xef\xbb\xbfa = 1\n")
    assert read(path, "c.toml")[0] == {"a": 1}
