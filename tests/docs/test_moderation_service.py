"""The moderation service of the documentation runs as the page says: real processes, requests, memory."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pages import ROOT

pytestmark = pytest.mark.slow

PAGE = (ROOT / "docs/moderation-service.md").read_text("utf-8")
LOUD = {"id": "c-2", "text": "You traitors have sold this town to the highest bidder!"}


@pytest.fixture(scope="module")
def service() -> Iterator[tuple[str, int]]:
    """The address of a running service, and the number of its process."""
    (command,) = [line for line in PAGE.splitlines() if "--port 8000" in line]
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    arguments = command.replace("8000", str(port)).replace(" --workers 2", "").split()
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen([sys.executable, "-m", *arguments], cwd=ROOT, env=environment)
    address = f"http://127.0.0.1:{port}"
    try:
        _wait(address, process)
        yield address, process.pid
    finally:
        process.terminate()
        process.wait(10)


def _wait(address: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        assert process.poll() is None, "the service ended"
        try:
            urllib.request.urlopen(f"{address}/health").close()  # noqa: S310 (an address of this machine)
        except urllib.error.URLError:
            time.sleep(0.2)
        else:
            return
    raise TimeoutError(address)


def ask(address: str, **batch: Any) -> list[dict[str, Any]]:
    data = json.dumps(batch).encode()
    request = urllib.request.Request(f"{address}/score", data, {"Content-Type": "application/json"})  # noqa: S310
    with urllib.request.urlopen(request) as answer:  # noqa: S310
        records: list[dict[str, Any]] = json.load(answer)["records"]
    return records


def test_each_comment_gets_a_record_in_order_whatever_it_holds(service: tuple[str, int]) -> None:
    texts = ["The bus leaves at nine.", None, 7, "", "long " * 5000, LOUD["text"]]
    comments = [{"id": f"c-{number}", "text": text} for number, text in enumerate(texts)]
    records = ask(service[0], comments=comments)
    assert [record["id"] for record in records] == [comment["id"] for comment in comments]
    assert ["error" in record for record in records] == [False, True, True, False, True, False]
    assert records[4]["error"] == "longer than 20000 characters"
    words = {texts[5][flag["start"] : flag["end"]] for flag in records[5]["flags"]}
    assert "traitors" in words


def test_a_surer_purpose_flags_no_more(service: tuple[str, int]) -> None:
    (hint,) = ask(service[0], purpose="hint", comments=[LOUD])
    (queue,) = ask(service[0], purpose="queue", comments=[LOUD])
    assert {flag["technique"] for flag in queue["flags"]} <= {flag["technique"] for flag in hint["flags"]}
    assert hint["propaganda"] == queue["propaganda"]


def test_what_is_no_batch_is_refused(service: tuple[str, int]) -> None:
    for batch in (
        {"purpose": "ban", "comments": []},
        {"comments": [{"text": "no id"}]},
        {"comments": [LOUD] * 1001},
    ):
        with pytest.raises(urllib.error.HTTPError, match="422"):
            ask(service[0], **batch)


def test_a_process_needs_about_the_memory_that_the_page_names(service: tuple[str, int]) -> None:
    status = Path(f"/proc/{service[1]}/status")
    if not status.exists():
        pytest.skip("the system does not say how much memory a process has")
    for _ in range(5):
        ask(service[0], comments=[LOUD] * 1000)
        ask(service[0], purpose="queue", comments=[LOUD] * 1000)
    (line,) = [line for line in status.read_text().splitlines() if line.startswith("RssAnon")]
    assert "Each has some 90 MB of its own" in PAGE
    assert 50_000 < int(line.split()[1]) < 150_000
