"""Which room may import which (the arrows of the design), what an import costs, and how long things are."""

import ast
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import propdetect

ROOT = Path(__file__).parents[1]
# `speech` is what the text finds of who speaks and the report says: names, no text.
BASE = {"taxonomy", "hashing", "places", "speech"}
DETECTOR = {
    *BASE,
    "explanation",
    "report",
    "text",
    "lexicon",
    "model",
    "vocabulary",
    "analysis",
    "tables",
    "spans",
    "said",
    "received",
    "evidence",
    "detector",
    "joined",
    "parallel",
    "worker",
    "batch",
}
# What lexicon and model may know of text: from words to their folded form, their hash, their spellings.
WORDS = {"text.fold", "text.tokens", "text.spelling"}
# Each room and the rooms (or modules of rooms) that it may import; a name stands for all below it. The rooms
# from the ground up, so that every arrow but those inside the detector goes to an earlier line.
ARROWS: dict[str, set[str]] = {
    "taxonomy": set(),
    "hashing": set(),
    "places": set(),
    "speech": {"taxonomy"},
    "explanation": set(),
    "report": {"taxonomy", "speech", "explanation"},
    "only": {"hashing", "report", "speech", "explanation"},
    "schema": {"taxonomy", "report", "speech"},
    "text": BASE,
    "lexicon": {*BASE, *WORDS},
    "model": {*BASE, *WORDS},
    "vocabulary": {*BASE, "lexicon"},
    "analysis": {*BASE, "text", "lexicon", "vocabulary"},
    "tables": {*BASE, "text", "model", "vocabulary", "analysis"},
    "spans": {*BASE, "model", "text.fold"},
    "said": {*BASE, "model", "analysis", "tables", "spans"},
    "received": {"taxonomy", "report", "speech", "explanation"},
    "evidence": {
        *BASE,
        "text",
        "lexicon",
        "model",
        "analysis",
        "spans",
        "said",
        "report",
        "received",
        "explanation",
    },
    # the detector's `score_arrays` and `score_many` are what these offer, and they are built on its `score`
    "joined": DETECTOR,
    # what joblib is asked for: it knows chunks and tasks, and nothing of texts
    "parallel": set(),
    "worker": DETECTOR,
    "batch": DETECTOR,
    "detector": DETECTOR,
    "engines": DETECTOR,
    "readers": {"taxonomy", "speech", "report"},
    "evaluation": {"taxonomy", "places", "report"},
    # a lexicon beside annotated data: neither of the two rooms need know the other
    "audit": {*BASE, "places", "text", "lexicon", "analysis", "evaluation"},
    # the submission files of the published tasks are one of the outputs, and evaluation knows how they look
    "writers": {"taxonomy", "report", "speech", "evaluation"},
    # what is left of a report that is made: findings are what writers list, comments what readers met
    "rules": {
        "taxonomy",
        "places",
        "report",
        "speech",
        "explanation",
        "only",
        "readers",
        "writers",
        "model.operating",
    },
    "learn": {*DETECTOR, "evaluation"},
    "integrations": {*DETECTOR, "engines", "learn", "evaluation", ""},
    "cli": {*DETECTOR, "only", "readers", "writers", "rules", "evaluation", "audit", "learn", "integrations", ""},
    "__main__": {"cli"},
    # the package itself: its public names
    "": {*DETECTOR, "engines"},
}
HEAVY = ["click", "dask", "joblib", "nltk", "pandas", "pyarrow", "pyspark", "rich", "scipy", "sklearn"]
ENGINES = {"dask": "integrations.dask", "pyspark": "integrations.spark"}


def modules(folder: str) -> list[Path]:
    return sorted((ROOT / folder).rglob("*.py"))


def dotted(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


KNOWN = {dotted(path) for folder in ("propdetect", "training") for path in modules(folder)}


def run_time_nodes(tree: ast.AST) -> Iterator[ast.AST]:
    """Every node but those under `if TYPE_CHECKING:`, which no run ever imports."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            continue
        yield node
        yield from run_time_nodes(node)


def imports(path: Path) -> set[str]:
    """The dotted names of all modules that a module imports, at its top or inside a function."""
    found = set()
    for node in run_time_nodes(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: relative import; name the package"
            for alias in node.names:
                name = f"{node.module}.{alias.name}"
                found.add(name if name in KNOWN else str(node.module))
    return found


def inside(name: str, room: str) -> bool:
    """Whether a name below the package is a room or in it; "" is the package's own file only."""
    return name == room or (room != "" and name.startswith(f"{room}."))


@pytest.mark.parametrize("path", modules("propdetect"), ids=dotted)
def test_each_module_imports_only_rooms_that_its_own_may_know(path: Path) -> None:
    own = dotted(path).removeprefix("propdetect").lstrip(".")
    room = own.partition(".")[0]
    assert room in ARROWS, f"{path} is in no known room; say in ARROWS what it may import"
    for name in imports(path):
        if name.partition(".")[0] == "propdetect":
            below = name.removeprefix("propdetect").lstrip(".")
            allowed = any(inside(below, other) for other in {*ARROWS[room], room})
            assert allowed, f"{own} imports {below or 'the package'}, which {room} may not know"


@pytest.mark.parametrize("path", modules("propdetect"), ids=dotted)
def test_the_package_imports_nothing_of_training_benchmarks_or_tests(path: Path) -> None:
    assert not {name.partition(".")[0] for name in imports(path)} & {"training", "benchmarks", "tests"}


@pytest.mark.parametrize("path", modules("propdetect"), ids=dotted)
def test_an_engine_is_imported_by_its_own_integration_alone(path: Path) -> None:
    own = dotted(path).removeprefix("propdetect").lstrip(".")
    for engine in {name.partition(".")[0] for name in imports(path)} & ENGINES.keys():
        assert own == ENGINES[engine]
    assert not any(inside(name, f"propdetect.{other}") for name in imports(path) for other in ENGINES.values())


def test_importing_the_package_loads_nothing_that_serves_training_batches_or_the_command_line() -> None:
    program = "import json, sys, propdetect; print(json.dumps(list(sys.modules)))"
    environment = {**os.environ, "PYTHONPATH": str(Path(propdetect.__file__).parents[1])}
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, env=environment)
    loaded = {name.partition(".")[0] for name in json.loads(done.stdout)}
    assert not loaded & {*HEAVY, "training"}


@pytest.mark.parametrize("path", [*modules("propdetect"), *modules("training")], ids=dotted)
def test_modules_and_functions_stay_short_enough_to_hold_one_idea(path: Path) -> None:
    source = path.read_text("utf-8")
    assert len(source.splitlines()) <= 350
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno is not None:
            assert node.end_lineno - node.lineno < 60, f"{path}:{node.lineno}: {node.name} is too long"
