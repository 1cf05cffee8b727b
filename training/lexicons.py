"""The project's lexicons, as the builds read them."""

from __future__ import annotations

from pathlib import Path

from propdetect.lexicon.match import Matcher, compile_entries
from propdetect.lexicon.read import files_of, read_folder
from training.corpora import file_sha256

LEXICONS = Path(__file__).parents[1] / "lexicons" / "en"
LEXICON_NAME = "lexicons/en"


def compiled() -> Matcher:
    """Read and compile all lexicons."""
    return compile_entries(read_folder(LEXICONS, name=LEXICON_NAME))


def hashes() -> dict[str, str]:
    """Return the SHA-256 of each lexicon file, by its path in the folder."""
    return {path.relative_to(LEXICONS).as_posix(): file_sha256(path) for path in files_of(LEXICONS)}
