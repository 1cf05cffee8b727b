"""What the pages do in a real browser."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import propdetect
from made_page import RUN, flag, page, report, written
from propdetect.writers import Source
from propdetect.writers.html.writer import SiteWriter

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

Open = Callable[..., "Page"]
pytestmark = pytest.mark.browser

TEXT = (
    "The vile plan of traitors failed. Nobody minds.\n\n"
    "We must act before it is too late. The bus leaves at nine.\n\nWho pays the mayor?"
)
FLAGS = [
    flag(TEXT, "vile plan of traitors", score=0.9),
    flag(TEXT, "traitors", "name_calling_labeling", 0.6),
    flag(TEXT, "before it is too late", "appeal_to_time", 0.7, said=("quoted", "Ana Holm")),
    flag(TEXT, "Who pays the mayor", "doubt", 0.5, said=("reported", "Bo Lind")),
]
HOSTILE = (
    "He said <script>window.ran = 1; alert(1)</script> and </script><script>window.ran = 2</script> twice. "
    'Then <img src=x onerror="window.ran = 3"> \'quotes\' "here" &lt;b&gt; ${window.ran = 4} `. '
    "A \u202egnorw\u202c word, <!-- a comment and ]]> more."
)
LONG = 2000


def shown(opened: "Page") -> list[str]:
    texts: list[str] = opened.locator("#article mark.on").all_text_contents()
    return texts


def panel(opened: "Page") -> str:
    text: str = opened.locator("#panel-body").inner_text()
    return text


def column(opened: "Page", number: int) -> list[str]:
    cells: list[str] = opened.locator(f"#rows tr:visible td:nth-child({number})").all_inner_texts()
    return cells


@pytest.fixture(scope="module")
def long_page(detector: propdetect.Detector) -> str:
    """An article of at least `LONG` sentences, as the shipped model scores it."""
    text = Path("examples/qaldara.txt").read_text("utf-8")
    scored = detector.score("\n\n".join([text] * (LONG // len(detector.score(text).sentences) + 1)), id="long")
    assert len(scored.sentences) >= LONG
    return written(scored)


def processor_seconds(browser: "Browser") -> float:
    """Processor time that all of the browser's processes have taken so far."""
    session = browser.new_browser_cdp_session()
    processes = session.send("SystemInfo.getProcessInfo")["processInfo"]
    session.detach()
    return sum(float(process["cpuTime"]) for process in processes)


def test_2000_sentences_load_in_under_2_seconds(open_page: Open, browser: "Browser", long_page: str) -> None:
    taken: list[float] = []
    while len(taken) < 3 and (not taken or taken[-1] >= 2):
        busy, start = processor_seconds(browser), time.perf_counter()
        opened = open_page(long_page)
        opened.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
        wall = time.perf_counter() - start
        # a page waits for nothing but the processor: what is more than its time, other work on the machine took
        taken.append(min(wall, processor_seconds(browser) - busy))
        assert opened.locator("html[data-ready]").count() == 1
    assert 0.05 < min(taken) < 2
    opened.uncheck("#only")
    assert opened.locator("#rows tr:not([hidden])").count() >= LONG


def test_hover_shows_technique_probability_definition_and_evidence_of_all_flags_there(open_page: Open) -> None:
    opened = open_page(page(TEXT, FLAGS))
    opened.hover("mark >> text=traitors >> nth=-1")
    text = panel(opened)
    assert text.index("Name calling") < text.index("Loaded language")
    for part in ("Probability of the sentence: 0.60", "0.90", "strong emotional", "lexicons/en/doubt.tsv:12"):
        assert part in text
    assert "+1.50" in text
    assert "\u22120.50" in text
    assert opened.locator("#panel .push i").first.bounding_box()["width"] > 50  # type: ignore[index]
    opened.hover("mark >> text=before it is too late")
    assert "Appeal to time" in panel(opened)
    assert "Ana Holm (quoted)" in panel(opened)


def test_keyboard_focus_shows_the_panel_and_arrows_go_from_mark_to_mark(open_page: Open) -> None:
    opened = open_page(page(TEXT, FLAGS))
    opened.focus("#strip")
    opened.keyboard.press("Tab")
    assert "vile plan of traitors" in panel(opened)
    opened.keyboard.press("ArrowRight")
    assert panel(opened).startswith("\u201ctraitors")
    opened.keyboard.press("End")
    assert "Bo Lind (reported)" in panel(opened)
    opened.keyboard.press("Home")
    assert "vile plan of traitors" in panel(opened)
    assert opened.evaluate("document.activeElement.getAttribute('aria-describedby')") == "t-loaded_language"
    opened.keyboard.press("Enter")
    opened.hover("mark >> text=before it is too late")
    assert "vile plan of traitors" in panel(opened)
    opened.keyboard.press("Escape")
    assert "Point at marked words" in panel(opened)


def test_the_article_is_one_stop_for_the_tab_key(open_page: Open) -> None:
    opened = open_page(page(TEXT, FLAGS))
    opened.focus("#strip")
    opened.keyboard.press("Tab")
    opened.keyboard.press("ArrowRight")
    opened.keyboard.press("Tab")
    assert opened.evaluate("document.activeElement.id") == "panel"
    opened.keyboard.press("Shift+Tab")
    assert opened.evaluate("document.activeElement.textContent") == "traitors"


def test_the_technique_filter_hides_marks_and_rows(open_page: Open) -> None:
    opened = open_page(page(TEXT, FLAGS))
    assert len(shown(opened)) == 4
    opened.locator("label", has_text="Loaded language").click()
    assert shown(opened) == ["traitors", "before it is too late", "Who pays the mayor"]
    assert opened.inner_text("#count") == "3 of 4 flags shown, in 3 of 5 sentences"
    assert column(opened, 4) == ["Name calling or labelling", "Appeal to time", "Doubt"]
    opened.locator(".groups button", has_text="Attack on reputation").click()
    assert shown(opened) == ["before it is too late"]
    assert len(column(opened, 2)) == 1
    opened.uncheck("#only")
    assert len(column(opened, 2)) == 5
    opened.click("#everything")
    assert len(shown(opened)) == 4


def test_the_voice_and_speaker_filters_hide_marks(open_page: Open) -> None:
    opened = open_page(page(TEXT, FLAGS))
    opened.uncheck("input[name=voice][value=narrator]")
    assert shown(opened) == ["before it is too late", "Who pays the mayor"]
    opened.locator("th label", has_text="Ana Holm").click()
    assert shown(opened) == ["Who pays the mayor"]


def test_the_slider_hides_marks_below_a_probability(open_page: Open) -> None:
    opened = open_page(page(TEXT, FLAGS))
    opened.fill("#least", "0.65")
    assert shown(opened) == ["vile plan of traitors", "before it is too late"]
    opened.focus("#least")
    opened.keyboard.press("End")
    assert shown(opened) == []
    assert opened.inner_text("#least-value") == "1.00"


def test_the_table_sorts_by_score_both_ways_and_says_so(open_page: Open) -> None:
    opened = open_page(page(TEXT, FLAGS))
    opened.uncheck("#only")
    head = opened.locator(".sentences th", has_text="Propaganda")
    head.locator("button").click()
    assert column(opened, 5) == ["0.70", "0.60", "0.50", "0.12", "0.12"]
    assert head.get_attribute("aria-sort") == "descending"
    opened.keyboard.press("Enter")
    assert column(opened, 5) == ["0.12", "0.12", "0.50", "0.60", "0.70"]
    assert head.get_attribute("aria-sort") == "ascending"
    opened.locator(".sentences th button", has_text="Sentence").click()
    assert column(opened, 2)[0] == "Nobody minds."


def test_a_click_on_the_strip_goes_to_the_sentence(open_page: Open, long_page: str) -> None:
    opened = open_page(long_page)
    box = opened.locator("#strip").bounding_box()
    assert box
    opened.mouse.click(box["x"] + 0.9 * box["width"], box["y"] + 5)
    number = int(opened.get_attribute("#strip", "aria-valuenow") or "")
    assert abs(number - 0.9 * LONG) < 0.02 * LONG
    opened.wait_for_timeout(300)
    sentence = opened.locator(f"#s{number}").bounding_box()
    assert sentence
    assert 0 < sentence["y"] < 900
    opened.focus("#strip")
    opened.keyboard.press("ArrowRight")
    assert opened.get_attribute("#strip", "aria-valuenow") == str(number + 1)
    opened.keyboard.press("Enter")
    assert opened.evaluate("document.activeElement.id") == f"s{number + 1}"


def test_a_row_of_the_table_leads_to_its_sentence(open_page: Open) -> None:
    opened = open_page(page(TEXT, FLAGS), height=400)
    opened.locator("#rows a", has_text="Who pays").click()
    assert opened.locator("#s5:target").count() == 1
    assert opened.url.endswith("#s5")


def test_script_and_markup_in_a_text_are_shown_and_do_not_run(open_page: Open) -> None:
    flags = [
        flag(
            HOSTILE,
            "<script>window.ran = 1; alert(1)</script> and </script>",
            said=("quoted", "<script>x</script>"),
        ),
        flag(HOSTILE, 'onerror="window.ran = 3"> \'quotes\' "here"', "doubt"),
        flag(HOSTILE, "\u202egnorw\u202c word", "slogans"),
    ]
    opened = open_page(page(HOSTILE, flags, name="</title><script>window.ran = 5</script>"))
    for mark in opened.locator("#article mark").all():
        mark.hover()
    assert "[U+202E]gnorw[U+202C]" in panel(opened)
    assert opened.evaluate("window.ran") is None
    assert opened.locator("script").count() == 2
    assert opened.locator("#article img, #rows img").count() == 0
    expected = HOSTILE.replace("\u202e", "[U+202E]").replace("\u202c", "[U+202C]")
    assert opened.text_content("#article").strip() == expected  # type: ignore[union-attr]
    opened.uncheck("#only")
    assert "".join("".join(column(opened, 2)).split()) == "".join(expected.split())


def test_the_policy_stops_script_and_requests_that_the_page_did_not_bring(tab: "Page", tmp_path: Path) -> None:
    # the same page with script smuggled in: were escaping to fail, the policy still holds
    markup = page(TEXT, FLAGS).replace(
        "Nobody minds.", "<script>window.ran = 1</script><img src='http://x.invalid/' onerror='window.ran = 2'>"
    )
    blocked: list[str] = []
    tab.on("console", lambda message: blocked.append(message.text))
    (tmp_path / "smuggled.html").write_text(markup, "utf-8")
    tab.goto((tmp_path / "smuggled.html").as_uri())
    assert tab.evaluate("window.ran") is None
    assert sum("Content Security Policy" in message for message in blocked) >= 2
    assert all(kind in " ".join(blocked) for kind in ("script", "img-src"))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_serious_or_critical_violation(open_page: Open, scheme: str) -> None:
    opened = open_page(page(TEXT, FLAGS), scheme=scheme)
    assert violations(opened) == []
    opened.locator("details summary").click()
    opened.uncheck("#only")
    opened.focus("mark >> nth=0")
    assert violations(opened) == []


def violations(opened: "Page") -> list[str]:
    axe = pytest.importorskip("axe_playwright_python.base")
    opened.evaluate(axe.AXE_SCRIPT)
    found: list[str] = opened.evaluate(
        "async () => (await axe.run(document, {resultTypes: ['violations']})).violations"
        ".filter(v => ['serious', 'critical'].includes(v.impact))"
        ".map(v => `${v.id}: ${v.nodes.map(n => n.target).join(' ')} ${v.nodes[0].failureSummary}`)"
    )
    return found


def test_light_and_dark_follow_the_system_until_the_reader_chooses(open_page: Open) -> None:
    def background(opened: "Page") -> str:
        colour: str = opened.evaluate("getComputedStyle(document.body).backgroundColor")
        return colour

    white, black = "rgb(255, 255, 255)", "rgb(21, 24, 28)"
    assert background(open_page(page(TEXT, FLAGS), scheme="light")) == white
    opened = open_page(page(TEXT, FLAGS), scheme="dark")
    assert background(opened) == black
    opened.select_option("#theme", "light")
    assert background(opened) == white
    opened.reload()
    assert background(opened) == white
    opened.select_option("#theme", "auto")
    assert background(opened) == black


def test_voices_differ_by_the_line_and_groups_by_the_letter_and_not_by_colour_alone(open_page: Open) -> None:
    opened = open_page(page(TEXT, FLAGS))
    lines = opened.evaluate(
        "[...document.querySelectorAll('mark.on')].map(m => getComputedStyle(m).borderBottomStyle)"
    )
    assert lines == ["solid", "solid", "double", "dashed"]
    letters = opened.evaluate(
        "[...document.querySelectorAll('mark.on')].map(m => getComputedStyle(m, '::after').content)"
    )
    assert letters == ['"W"', '"R"', '"C"', '"R"']


@pytest.mark.parametrize("text", [TEXT, "unbroken" * 200 + ". " + TEXT], ids=["words", "one long word"])
def test_a_phone_scrolls_in_one_direction_only(open_page: Open, text: str) -> None:
    flags = [flag(text, one.text, one.technique, one.score) for one in FLAGS]
    opened = open_page(page(text, flags, name="a-rather-long-name-of-a-file-" * 5), width=390, height=844)
    opened.uncheck("#only")
    assert opened.evaluate("document.documentElement.scrollWidth") <= 390
    assert (
        opened.evaluate(
            "Math.max(...[...document.querySelectorAll('#rows td')].map(c => c.getBoundingClientRect().right))"
        )
        <= 390
    )
    opened.locator("mark >> nth=0").click()
    box = opened.locator("#panel").bounding_box()
    assert box
    assert box["y"] + box["height"] <= 845
    assert box["height"] <= 0.46 * 844
    marked = opened.locator("mark >> nth=0").bounding_box()
    assert marked
    assert marked["y"] + marked["height"] <= box["y"]
    assert violations(opened) == []
    opened.click("#close")
    assert not opened.locator("#panel").is_visible()


def test_print_keeps_article_and_table_and_drops_what_only_a_screen_can_use(open_page: Open) -> None:
    opened = open_page(page(TEXT, FLAGS), scheme="dark", media="print")
    for there in ("#article", "#rows", ".techniques", "#strip"):
        assert opened.locator(there).first.is_visible()
    for gone in ("#panel", "#theme", "#least", "#only"):
        assert not opened.locator(gone).is_visible()
    assert opened.evaluate("getComputedStyle(document.body).color") == "rgb(27, 31, 36)"


def test_without_script_the_article_and_its_marks_are_there(browser: "Browser", tmp_path: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    opened = context.new_page()
    (tmp_path / "page.html").write_text(page(TEXT, FLAGS), "utf-8")
    opened.goto((tmp_path / "page.html").as_uri())
    assert opened.locator("mark.on").count() == 4
    assert "Without JavaScript" in opened.inner_text("main")
    context.close()


def test_an_empty_document_and_one_without_flags_open(open_page: Open) -> None:
    assert "No technique was decided" in open_page(page("", [])).inner_text("main")
    opened = open_page(page("The bus leaves at nine.", []))
    assert opened.inner_text("#count") == "0 of 0 flags shown, in 0 of 1 sentences"
    assert violations(opened) == []


def test_the_index_sorts_and_leads_to_each_page_and_back(open_page: Open, tmp_path: Path) -> None:
    writer = SiteWriter(tmp_path)
    writer.begin(RUN)
    writer.record(Source("quiet.txt", "The bus leaves."), report("The bus leaves.", []))
    writer.record(Source("loud.txt", TEXT), report(TEXT, FLAGS))
    writer.end()
    opened = open_page(tmp_path / "index.html")
    opened.locator("th button", has_text="Propaganda").click()
    assert opened.locator("tbody th").all_inner_texts() == ["loud.txt", "quiet.txt"]
    assert violations(opened) == []
    opened.set_viewport_size({"width": 390, "height": 844})
    assert opened.evaluate("document.documentElement.scrollWidth") <= 390
    opened.click("text=loud.txt")
    assert opened.locator("mark.on").count() == 4
    opened.click("text=All documents")
    assert opened.inner_text("h1") == "Loaded language: 2 documents"
