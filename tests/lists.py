"""Files of a user: lexicons and lists of allowed phrases."""

from pathlib import Path

HEADER = "technique\tphrase\tstrength\tnote\n"
# Additions, a removal, an override, and allowed phrases, all of which `texts.mixed` holds.
ROWS = (
    ("loaded_language", "council met", 3),
    ("doubt", "[evil|ferry] ... harbour", 2),
    ("slogans", "wake up", 2),
    ("loaded_language", "monster*", 1),
    ("loaded_language", "-[corrupt|crooked]", 1),
)
ALLOWED = ("so-called expert*", "either we ... die", "disaster", "Moscow", "enemies of")


def lexicon(folder: Path, *rows: tuple[str, str, int], name: str = "mine.tsv") -> Path:
    path = folder / name
    path.write_text(HEADER + "".join(f"{t}\t{phrase}\t{s}\ta note\n" for t, phrase, s in rows), "utf-8")
    return path


def allow(folder: Path, *phrases: str, name: str = "allowed.txt") -> Path:
    path = folder / name
    path.write_text("\n".join(phrases), "utf-8")
    return path
