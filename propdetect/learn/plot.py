"""A reliability plot as SVG, without a drawing library."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

from propdetect.learn.detail import Bin

_WIDTH, _HEIGHT, _LEFT, _TOP, _SIDE = 520, 516, 76, 56, 400
_TICKS = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
# Blue and orange differ for all kinds of colour vision, and their contrast to either ground is 4.5 or more.
# The ground is drawn too, and series differ in shape and stroke, so that nothing rests on colour alone.
_STYLE = """\
.ground{fill:#fff}.ink{fill:#1f2328}.line{stroke:#59636e;fill:none}.grid{stroke:#d1d9e0;fill:none}
.a{stroke:#0550ae;fill:#0550ae}.b{stroke:#953800;fill:#953800}.open{fill:none}
@media (prefers-color-scheme:dark){.ground{fill:#0d1117}.ink{fill:#e6edf3}.line{stroke:#9198a1}.grid{stroke:#30363d}
.a{stroke:#79c0ff;fill:#79c0ff}.b{stroke:#ffa657;fill:#ffa657}.open{fill:none}}"""
_FONT = 'font-family="system-ui, sans-serif" font-size="14"'
_SERIES = (("propaganda", "any technique (propaganda)", "a"), ("bias", "biased wording (bias)", "b"))


def describe(bins: Mapping[str, Sequence[Bin]]) -> str:
    """Say in a sentence for each series how far it is from the diagonal where it is furthest."""
    parts = []
    for key, label, _ in _SERIES:
        if bins.get(key):
            worst = max(bins[key], key=lambda b: abs(b["mean"] - b["positive"]))
            parts.append(
                f"{label}: {len(bins[key])} points; furthest from the diagonal where the mean probability is "
                f"{worst['mean']:.2f} and the share of positives {worst['positive']:.2f}."
            )
    return " ".join(parts)


def reliability_svg(bins: Mapping[str, Sequence[Bin]], name: str) -> str:
    """Draw mean probability against the share of positives; a perfectly calibrated model lies on the diagonal.

    bins : by "propaganda" and "bias", as `learn.detail.reliability` gives them; either may be missing
    name : of the model, for the title
    The picture has a title and a description, and reads on light and dark pages.
    """
    series = [(i, label, style, bins[key]) for i, (key, label, style) in enumerate(_SERIES) if bins.get(key)]
    title = f"Reliability of the model {escape(name)}"
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" width="{_WIDTH}" '
        f'height="{_HEIGHT}" role="img" aria-labelledby="title desc" {_FONT}>',
        f'<title id="title">{title}</title>',
        f'<desc id="desc">Mean probability given, across, against the share that annotators marked, upwards. '
        f"{escape(describe(bins))}</desc>",
        f"<style>{_STYLE}</style>",
        f'<rect class="ground" fill="#fff" width="{_WIDTH}" height="{_HEIGHT}"/>',
        *_axes(),
        *(part for one in series for part in _curve(one[2], one[3])),
        *(part for row, (_, label, style, _) in enumerate(series) for part in _key(row, label, style)),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _x(value: float) -> str:
    return f"{_LEFT + _SIDE * value:.1f}"


def _y(value: float) -> str:
    return f"{_TOP + _SIDE * (1 - value):.1f}"


def _text(x: str, y: str, text: str, more: str = "") -> str:
    return f'<text class="ink" x="{x}" y="{y}" {more}>{escape(text)}</text>'


def _axes() -> list[str]:
    parts = []
    for tick in _TICKS:
        across, up = f"M{_x(0)} {_y(tick)}H{_x(1)}", f"M{_x(tick)} {_y(0)}V{_y(1)}"
        parts.append(f'<path class="grid" stroke="#d1d9e0" d="{across}{up}"/>')
        parts.append(_text(_x(tick), f"{_TOP + _SIDE + 20}", f"{tick:.1f}", 'text-anchor="middle"'))
        parts.append(_text(f"{_LEFT - 8}", f"{float(_y(tick)) + 5:.1f}", f"{tick:.1f}", 'text-anchor="end"'))
    middle = f"{_TOP + _SIDE / 2:.1f}"
    diagonal = f"M{_x(0)} {_y(0)}L{_x(1)} {_y(1)}"
    return [
        *parts,
        f'<path class="line" stroke="#59636e" fill="none" d="M{_x(0)} {_y(1)}V{_y(0)}H{_x(1)}"/>',
        f'<path class="line" stroke="#59636e" stroke-dasharray="2 4" d="{diagonal}"/>',
        _text(_x(0.5), f"{_TOP + _SIDE + 44}", "mean probability given", 'text-anchor="middle"'),
        _text(
            "24", middle, "share marked by annotators", f'text-anchor="middle" transform="rotate(-90 24 {middle})"'
        ),
    ]


def _mark(style: str, x: str, y: str) -> str:
    if style == "a":
        return f'<circle class="a" fill="#0550ae" cx="{x}" cy="{y}" r="4.5"/>'
    corner = f"{float(x) - 4.5:.1f}", f"{float(y) - 4.5:.1f}"
    return f'<rect class="b" fill="#953800" x="{corner[0]}" y="{corner[1]}" width="9" height="9"/>'


def _stroke(style: str, path: str) -> str:
    light, dashes = ("#0550ae", "") if style == "a" else ("#953800", ' stroke-dasharray="7 4"')
    return f'<path class="{style} open" stroke="{light}" fill="none" stroke-width="2"{dashes} d="{path}"/>'


def _curve(style: str, bins: Sequence[Bin]) -> list[str]:
    points = [(_x(b["mean"]), _y(b["positive"])) for b in bins]
    path = "M" + "L".join(f"{x} {y}" for x, y in points)
    return [_stroke(style, path), *(_mark(style, x, y) for x, y in points)]


def _key(row: int, label: str, style: str) -> list[str]:
    y = 18 + 20 * row
    return [
        _stroke(style, f"M{_LEFT} {y}H{_LEFT + 36}"),
        _mark(style, f"{_LEFT + 18}", f"{y}"),
        _text(f"{_LEFT + 46}", f"{y + 5}", label),
    ]
