"""The wheel, installed in an empty environment outside the checkout, scores a text without a network."""

import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
TEXT = "They promised a colourful revolution, but this human-hatred ideology poisons everything. Rise now!"
# Any attempt to open a connection ends the process.
NO_NETWORK = """
import os, sys
def refuse(event, args):
    if event.startswith("socket."):
        sys.stderr.write(f"attempt to use the network: {event} {args}\\n")
        os._exit(99)
sys.addaudithook(refuse)
"""
pytestmark = pytest.mark.slow


def pip(python: Path | str, *args: str, cwd: Path) -> None:
    done = subprocess.run([str(python), "-m", "pip", *args], cwd=cwd, capture_output=True, text=True)
    if "No matching distribution found for" in done.stderr:
        pytest.skip("no package registry can be reached")
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    pip(sys.executable, "wheel", "--no-deps", "--wheel-dir", str(folder), str(ROOT), cwd=folder)
    (path,) = folder.glob("propdetect-*.whl")
    return path


def without_network() -> Sequence[str]:
    """A command that runs another with no network interface, where the system permits that; else nothing."""
    prefix = ("unshare", "--map-root-user", "--net")
    permitted = shutil.which("unshare") and subprocess.run([*prefix, "true"], capture_output=True).returncode == 0
    return prefix if permitted else ()


def test_the_wheel_holds_the_package_with_its_model_and_lexicons_and_nothing_else(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    package = [path for path in (ROOT / "propdetect").rglob("*") if path.is_file() and path.suffix != ".pyc"]
    lexicons = list((ROOT / "lexicons").rglob("*.tsv"))
    expected = {path.relative_to(ROOT).as_posix() for path in package}
    expected |= {f"propdetect/{path.relative_to(ROOT).as_posix()}" for path in lexicons}
    assert expected <= names
    assert any(name.startswith("propdetect/models/en/") for name in names)
    assert any(name.startswith("propdetect/lexicons/en/") for name in names)
    assert any(name.endswith(".dist-info/licenses/LICENSE") for name in names)
    assert {name.partition("/")[0] for name in names - expected if ".dist-info/" not in name} <= {"propdetect"}


def test_the_installed_wheel_scores_a_text_with_no_network(wheel: Path, tmp_path: Path) -> None:
    environment = tmp_path / "environment"
    subprocess.run([sys.executable, "-m", "venv", str(environment)], check=True)
    scripts = environment / ("Scripts" if os.name == "nt" else "bin")
    pip(scripts / "python", "install", "--no-compile", str(wheel), cwd=tmp_path)
    shim = tmp_path / "shim"
    shim.mkdir()
    (shim / "sitecustomize.py").write_text(NO_NETWORK)
    home = tmp_path / "home"
    home.mkdir()
    variables = {"PATH": os.environ["PATH"], "HOME": str(home), "PYTHONPATH": str(shim), "PYTHONUTF8": "1"}

    def run(*command: str) -> subprocess.CompletedProcess[str]:
        line = [*without_network(), str(scripts / command[0]), *command[1:]]
        return subprocess.run(line, input=TEXT, text=True, cwd=home, env=variables, capture_output=True)

    where = run("python", "-c", "import propdetect; print(propdetect.__file__)")
    assert where.stdout.startswith(str(environment))
    scored = run("propdetect", "score", "--format", "json", "-")
    assert scored.returncode == 1, scored.stderr
    (document,) = json.loads(scored.stdout)["documents"]
    assert document["sentences"][0]["techniques"]
    assert run("propdetect", "score", "-").stderr == ""
    assert not any(home.iterdir()), "a run left files behind"
