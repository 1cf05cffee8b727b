"""Operating curves whose points are known, and the shipped model with them."""

import json
import shutil
from pathlib import Path

import numpy as np

import propdetect
from propdetect.model.operating import OperatingCurves
from propdetect.model.weights import MANIFEST, save
from propdetect.taxonomy import OUTPUTS

MODEL = Path(propdetect.__file__).parent / "models" / "en"
Point = tuple[float, float, float]
# Threshold, precision, recall: one output reaches .8 and 1, one reaches .8 only, one reaches neither.
POINTS: dict[str, list[Point]] = {
    "loaded_language": [(0.01, 0.2, 1.0), (0.3, 0.5, 0.6), (0.6, 0.8, 0.3), (0.9, 1.0, 0.1)],
    "propaganda": [(0.05, 0.4, 1.0), (0.5, 0.85, 0.5)],
    "doubt": [(0.1, 0.3, 0.4)],
}


def curves(points: dict[str, list[Point]] = POINTS) -> OperatingCurves:
    """Lay points out by output."""
    rows = [np.array(points.get(output, []), float).reshape(-1, 3) for output in OUTPUTS]
    return OperatingCurves(np.cumsum([0, *map(len, rows)], dtype=np.int32), np.concatenate(rows))


def saved(folder: Path, detector: propdetect.Detector, with_curves: OperatingCurves | None) -> Path:
    """Save the shipped model, with these curves or without any."""
    arrays = detector.weights.to_arrays() | detector.matcher.to_arrays()
    if with_curves:
        arrays |= with_curves.to_arrays()
    save(folder, arrays, json.loads((MODEL / MANIFEST).read_text("utf-8")))
    shutil.copy(MODEL / "punkt.json", folder)
    return folder
