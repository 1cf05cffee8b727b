"""What a lexicon is worth, as aligned text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from propdetect.audit.places import Place
from propdetect.audit.result import LEAST_MATCHES, Data, EntryStats, Group, LexiconStats, Meeting, Shared
from propdetect.evaluation.rate import Rate
from propdetect.writers.marks import one_line

# Wide enough for the longest technique; phrases and pairs of files are cut to what is left of a line.
_NAME, _PHRASE, _PAIR = 33, 40, 70
# Pairs of files that meet, shown by default.
_MEETINGS = 12
_SHARE = f"{'P':>5} {'95 %':^9}"


def table(stats: LexiconStats, *, entries: bool = False) -> str:
    """Return the figures as text: blocks of lines.

    entries : show every entry, every pair of files and every shared form
    """
    shown = stats.meetings if entries else stats.meetings[:_MEETINGS]
    blocks = [
        _data(stats.data, stats.total),
        list(_files(stats)),
        list(_strengths(stats)),
        list(_meetings(shown, len(stats.meetings) - len(shown))),
        list(_below(stats.below)),
        list(_worst(stats.worst)),
    ]
    if entries:
        blocks += [list(_shared(stats.shared)), list(_entries(stats.entries))]
    lines = (block for block in blocks if block)
    return (
        "\n\n".join("\n".join(one_line(line, terminal=True).rstrip() for line in block) for block in lines) + "\n"
    )


def _share(rate: Rate | None) -> str:
    """Return a share with its interval, in the width of `_SHARE`."""
    if rate is None:
        return f"{'-':>5} {'':9}"
    low, high = rate.interval
    return f"{rate.share:5.3f} {low:.2f}-{high:.2f}"


def _plain(rate: Rate | None) -> str:
    return f"{'-':>5}" if rate is None or not rate.of else f"{rate.share:5.3f}"


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else f"{text[: width - 3]}..."


def _count(number: int, one: str, many: str = "") -> str:
    return f"{number:,} {one if number == 1 else many or f'{one}s'}"


def _data(data: Data, total: Group) -> list[str]:
    return [
        f"{_count(total.entries, 'entry', 'entries')}, {total.used:,} with a match; "
        f"{_count(data.articles, 'article')}, {_count(data.words, 'word')}; "
        f"annotators marked {data.labels}: {data.spans:,}",
        "P: share of the matches that share a character with a span of their technique, of any technique; "
        "95 %: its interval",
        f"base: share of the {_count(data.content, 'content word')} (with a letter, no function word) in such "
        f"spans; of any technique {data.base.share:.3f}",
    ]


def _files(stats: LexiconStats) -> Iterator[str]:
    """Yield a row for each file, by its technique and by any technique."""
    yield f"{'':<{_NAME}}{'':22} |{'own technique':^22} |{'any technique':^16} |{'spans':^20}"
    head = f"{'entries':>8} {'used':>5} {'matches':>7} | {_SHARE} {'base':>5} | {_SHARE} |"
    yield f"{'file':<{_NAME}}{head}{'marked':>7} {'touched':>7}"
    rows = [(s.name, s.group, s.base, s.spans, s.touched) for s in stats.sections]
    rows.append(("all", stats.total, None, stats.data.spans, stats.data.touched))
    for name, group, base, spans, touched in rows:
        counts = group.counts
        figures = f"{group.entries:>8} {group.used:>5} {counts.matches:>7}"
        shares = f"{_share(counts.precision)} {_plain(base)} | {_share(counts.any_precision)}"
        coverage = f"{spans:>7} {touched:>7} {_plain(Rate(touched, spans))}"
        yield f"{_cut(name, _NAME):<{_NAME}}{figures} | {shares} |{coverage}"


def _strengths(stats: LexiconStats) -> Iterator[str]:
    """Yield what each strength is worth, by file and over all files."""
    yield f"{'':<{_NAME}}" + "".join(f" |{f'strength {n}':^20}" for n in stats.strengths)
    yield f"{'file':<{_NAME}}" + f" |{'matches':>8} {'P own':>5} {'any':>5}" * len(stats.strengths)
    for name, strengths in [*((s.name, s.strengths) for s in stats.sections), ("all", stats.strengths)]:
        counts = [group.counts for group in strengths.values()]
        cells = (f" |{c.matches:>8} {_plain(c.precision)} {_plain(c.any_precision)}" for c in counts)
        yield f"{_cut(name, _NAME):<{_NAME}}" + "".join(cells)
    ends = ((_share(g.counts.precision), _share(g.counts.any_precision)) for g in stats.strengths.values())
    own, any_ = zip(*((a[6:].strip(), b[6:].strip()) for a, b in ends), strict=True)
    yield f"{'  95 %, own technique':<{_NAME}}" + "".join(f" |{interval:>20}" for interval in own)
    yield f"{'  95 %, any technique':<{_NAME}}" + "".join(f" |{interval:>20}" for interval in any_)


def _meetings(meetings: Sequence[Meeting], more: int) -> Iterator[str]:
    """Yield the pairs of files that share forms or whose matches overlap."""
    if not meetings:
        return
    yield f"{'files that meet':<{_PAIR}}{'same forms':>11} {'matches of the first':>21} {'of the second':>14}"
    yield f"{'':<{_PAIR}}{'':>11} {'in the second':>21} {'in the first':>14}"
    for m in meetings:
        pair = _cut(f"{m.first.name} / {m.second.name}", _PAIR)
        yield f"{pair:<{_PAIR}}{m.forms:>11} {m.first_met:>21} {m.second_met:>14}"
    if more:
        yield f"and {_count(more, 'pair')} more (--entries shows all)"


def _below(below: Sequence[EntryStats]) -> Iterator[str]:
    """Yield the entries that say less than a word taken blindly."""
    if not below:
        yield f"below base rate: no entry with {LEAST_MATCHES} matches or more"
        return
    yield (
        f"below base rate: {_count(len(below), 'entry', 'entries')} with {LEAST_MATCHES} matches or more, of which "
        "a smaller share lies in their technique than of content words"
    )
    yield f"{'matches':>7} {_SHARE} {'base':>5} {'P any':>5}  entry"
    for e in sorted(below, key=lambda e: -e.counts.matches):
        figures = f"{_share(e.counts.precision)} {_plain(e.base)} {_plain(e.counts.any_precision)}"
        advice = f": {e.advice}" if e.advice else ""
        yield f"{e.counts.matches:>7} {figures}  {_named(e)}{advice}"


def _worst(worst: Sequence[tuple[EntryStats, tuple[Place, ...]]]) -> Iterator[str]:
    """Yield the entries with most matches outside any span, and where some of these are."""
    if not worst:
        return
    yield "worst false positives: matches outside any span"
    yield f"{'outside':>7} {'of':>6}  entry"
    for e, places in worst:
        yield f"{e.counts.outside:>7} {e.counts.matches:>6}  {_named(e)}"
        for place in places:
            yield f"{'':16}{place}  {place.excerpt}"


def _named(e: EntryStats) -> str:
    return f"{e.entry.source} {_cut(e.entry.phrase, _PHRASE)} (strength {e.entry.strength})"


def _shared(shared: Sequence[Shared]) -> Iterator[str]:
    """Yield the forms that entries of different files share."""
    if not shared:
        return
    yield "same forms"
    for each in shared:
        forms = _cut(", ".join(each.forms), _PAIR)
        yield f"  {forms}: " + ", ".join(f"{e.source} (strength {e.strength})" for e in each.entries)


def _entries(entries: Sequence[EntryStats]) -> Iterator[str]:
    """Yield a row for each entry."""
    yield f"{'':16} |{'own technique':^16} |{'any technique':^16} |"
    yield f"{'matches':>7} {'touched':>8} | {_SHARE} | {_SHARE} | entry"
    for e in entries:
        marks = f"; below base rate{f': {e.advice}' if e.advice else ''}" if e.below else ""
        own, any_ = _share(e.counts.precision if e.counts.matches else None), _share(e.counts.any_precision)
        yield f"{e.counts.matches:>7} {e.touched:>8} | {own} | {any_} | {_named(e)}{marks}"
