"""Pictures as charts of Altair, Plotly and matplotlib: from the numbers of a picture to marks, and from those to each."""

from __future__ import annotations

import html
import math
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any, Literal

# The colours of the core's pictures.
_PAPER, _INK, _EDGE, _BLUE, _PINK, _FAINT = "#FFFFFF", "#1F2328", "#7C8794", "#12436D", "#801650", "#BFD0DF"
_WIDE = 760.0
_CROSS = "M-1,-1L1,1M-1,1L1,-1"


@dataclass(frozen=True)
class Axis:
    """An axis from low to high; with names there is one at each tick; without a title it is not shown."""

    title: str | None
    low: float
    high: float
    ticks: Sequence[int] = ()
    names: Sequence[str] = ()
    is_down: bool = False


@dataclass(frozen=True)
class Mark:
    """A bar from left to right, a line between two points, a dot, or a text; `told` is what hovering shows."""

    x: float
    y: float
    to: tuple[float, float] = (0.0, 0.0)
    told: str = ""
    radius: float = 5.0


@dataclass(frozen=True)
class Group:
    """Marks of one look, under one name of the key; without a name they are not in it."""

    kind: Literal["bar", "line", "dot", "text"]
    marks: Sequence[Mark]
    name: str = ""
    fill: str = _BLUE
    edge: str = _BLUE
    is_cross: bool = False


@dataclass(frozen=True)
class Chart:
    """A chart before it is one of any library."""

    title: str
    x: Axis
    y: Axis
    groups: Sequence[Group]
    height: float
    keyed: Sequence[Group] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "keyed", [group for group in self.groups if group.name])


def chart_of(name: str, title: str, numbers: dict[str, list[Any]]) -> Chart:
    """The chart of a picture by its name."""
    rows = [dict(zip(numbers, row, strict=True)) for row in zip(*numbers.values(), strict=True)]
    return {"map": _map, "stability": _stability, "coverage": _coverage, "curve": _curve}[name](title, rows)


def _coverage(title: str, rows: list[dict[str, Any]]) -> Chart:
    documents = rows[0]["documents"]

    def bars(kind: str) -> list[Mark]:
        marks = []
        for place, row in enumerate(rows):
            start = row["clearly"] if kind == "faintly" else 0
            told = f"{row['area']}: {row[kind]} of {documents} documents {kind}"
            marks.append(Mark(start, place, (start + row[kind], place), told))
        return [mark for mark in marks if mark.to[0] > mark.x]

    groups = [Group("bar", bars("clearly"), "clearly"), Group("bar", bars("faintly"), "faintly", _FAINT)]
    names = [" " * 3 * row["depth"] + row["area"] for row in rows]
    return Chart(title, Axis("documents", 0, documents, _whole(0, documents)), _rows(names), groups, _tall(rows))


def _stability(title: str, rows: list[dict[str, Any]]) -> Chart:
    groups = []
    for verdict, fill, edge in (("stable", _BLUE, _BLUE), ("fragile", _PAPER, _BLUE), ("dissolves", _PINK, _PINK)):
        own = [(place, row) for place, row in enumerate(rows) if row["verdict"] == verdict]
        if not own:
            continue
        told = [f"{row['number']} {row['theme']}: {verdict}, {row['mean']:.2f}" for _, row in own]
        spans = [Mark(row["low"], at, (row["high"], at)) for at, row in own if row["low"] is not None]
        dots = [Mark(row["mean"], at, told=line, radius=6) for (at, row), line in zip(own, told, strict=True)]
        groups.append(Group("line", spans, edge=edge))
        groups.append(Group("dot", dots, verdict, fill, edge, is_cross=verdict == "dissolves"))
    names = [f"{row['number']} {row['theme']}" for row in rows]
    axis = Axis("how much came back (Jaccard coefficient)", 0, 1)
    return Chart(title, axis, _rows(names), groups, _tall(rows))


def _curve(title: str, rows: list[dict[str, Any]]) -> Chart:
    def dot(row: dict[str, Any], radius: float) -> Mark:
        told = f"{row['themes']} themes: {row['repeated']:.3f} ± {row['error']:.3f}"
        return Mark(row["themes"], row["repeated"], told=told, radius=radius)

    line = [
        Mark(row["themes"], row["repeated"], (after["themes"], after["repeated"]))
        for row, after in zip(rows, rows[1:], strict=False)
    ]
    ends = [(row["repeated"] - row["error"], row["repeated"] + row["error"]) for row in rows]
    errors = [Mark(row["themes"], low, (row["themes"], high)) for row, (low, high) in zip(rows, ends, strict=True)]
    groups = [Group("line", line, edge=_EDGE), Group("line", errors)]
    looks = {"chosen": (_BLUE, _PINK, 7.0), "about as good": (_BLUE, _BLUE, 5.0), "–": (_PAPER, _BLUE, 5.0)}
    for verdict, (fill, edge, radius) in looks.items():
        own = [dot(row, radius) for row in rows if row["verdict"] == verdict]
        if own:
            groups.append(Group("dot", own, "other" if verdict == "–" else verdict, fill, edge))
    low, high = (min(low for low, _ in ends), max(high for _, high in ends))
    first, last = rows[0]["themes"], rows[-1]["themes"]
    x = Axis("number of themes", first - 0.5, last + 0.5, _whole(first, last))
    room = 0.05 * max(high - low, 0.1)
    return Chart(title, x, Axis("share that is repeated", min(0.0, low - room), high + room), groups, 320)


def _map(title: str, rows: list[dict[str, Any]]) -> Chart:
    at = {row["number"]: (row["x"], row["y"]) for row in rows}
    groups = [Group("line", [Mark(row["x"], row["y"], at[row["most_like"]]) for row in rows], edge=_EDGE)]
    looks = dict.fromkeys((row["broad_theme"] or "stands alone", row["fill"], row["edge"]) for row in rows)
    for name, fill, edge in looks:
        own = [row for row in rows if (row["broad_theme"] or "stands alone", row["fill"]) == (name, fill)]
        dots = [
            Mark(
                row["x"],
                row["y"],
                told=f"{row['number']} {row['theme']}: {row['documents']} documents;"
                f" most like {row['most_like']} ({row['likeness']:.2f})",
                radius=row["radius"],
            )
            for row in own
        ]
        groups.append(Group("dot", dots, name, fill, edge))
    labels = [f"{row['number']} " + textwrap.fill(row["theme"], 22, break_on_hyphens=False) for row in rows]
    groups.append(
        Group("text", [Mark(row["x"], row["y"], told=told) for row, told in zip(rows, labels, strict=True)])
    )
    height = max(row["y"] + row["radius"] for row in rows) + 12
    return Chart(title, Axis(None, 0, _WIDE), Axis(None, 0, height), groups, height)


def _rows(names: Sequence[str]) -> Axis:
    return Axis("", -0.6, len(names) - 0.4, range(len(names)), names, is_down=True)


def _whole(low: int, high: int) -> Sequence[int]:
    """Ticks for counts: not more than eleven."""
    step = next(step * ten for ten in (10**n for n in range(20)) for step in (1, 2, 5) if high - low <= 10 * step * ten)
    return range(-(-low // step) * step, high + 1, step)


def _tall(rows: Sequence[object]) -> float:
    return 60.0 + 26.0 * len(rows)


def altair_chart(chart: Chart) -> Any:
    """The chart as an `altair.LayerChart`."""
    alt = _needed("altair")

    def axis(of: Axis) -> tuple[Any, Any]:
        scale = alt.Scale(domain=[of.low, of.high], nice=False, zero=False, reverse=of.is_down)
        if of.title is None:
            return scale, None
        made: dict[str, Any] = {"values": list(of.ticks)} if of.ticks else {}
        if of.names:
            names = "[" + ",".join(_quoted(name) for name in of.names) + "]"
            made |= {"labelExpr": f"{names}[datum.value]", "labelLimit": 400, "grid": False}
        return scale, alt.Axis(title=of.title or None, format="~g", **made)

    (x_scale, x_axis), (y_scale, y_axis) = axis(chart.x), axis(chart.y)

    def key(channel: Any, of: str) -> Any:
        looks = [{"fill": g.fill, "edge": g.edge, "shape": _CROSS if g.is_cross else "circle"}[of] for g in chart.keyed]
        scale = alt.Scale(domain=[group.name for group in chart.keyed], range=looks)
        return channel("name:N", scale=scale, title=None)

    layers = []
    for group in chart.groups:
        half = 0.35 if group.kind == "bar" else 0.0
        values = [
            {
                "x": mark.x, "y": mark.y - half, "x2": mark.to[0], "y2": mark.to[1] + half,
                "told": mark.told, "name": group.name, "size": 4 * mark.radius**2,
            }
            for mark in group.marks
        ]  # fmt: skip
        base = alt.Chart(alt.Data(values=values)).encode(
            x=alt.X("x:Q", scale=x_scale, axis=x_axis), y=alt.Y("y:Q", scale=y_scale, axis=y_axis)
        )
        ends, told = {"x2": "x2:Q", "y2": "y2:Q"}, {"tooltip": alt.Tooltip("told:N", title=None)}
        if group.kind == "bar":
            looks = {"fill": key(alt.Fill, "fill"), "stroke": key(alt.Stroke, "edge")}
            layers.append(base.mark_rect().encode(**ends, **told, **looks))
        elif group.kind == "line":
            layers.append(base.mark_rule(color=group.edge, strokeWidth=1.5).encode(**ends))
        elif group.kind == "dot":
            looks = {"fill": key(alt.Fill, "fill"), "stroke": key(alt.Stroke, "edge"), "shape": key(alt.Shape, "shape")}
            size = alt.Size("size:Q", scale=None, legend=None)
            layers.append(base.mark_point(opacity=1, strokeWidth=2).encode(size=size, **told, **looks))
        else:
            layers.append(base.mark_text(lineBreak="\n", color=_INK, baseline="middle").encode(text="told:N"))
    return alt.layer(*layers).properties(title=chart.title, width=_WIDE, height=chart.height)


def plotly_figure(chart: Chart) -> Any:
    """The chart as a `plotly.graph_objects.Figure`."""
    go = _needed("plotly.graph_objects")
    figure = go.Figure()
    for group in chart.groups:
        xs, ys = [mark.x for mark in group.marks], [mark.y for mark in group.marks]
        told = [_in_plotly(mark.told) for mark in group.marks]
        shown: dict[str, Any] = {"name": _in_plotly(group.name), "showlegend": bool(group.name)}
        hover = {"hovertext": told, "hoverinfo": "text"}
        look = {"color": group.fill, "line": {"color": group.edge, "width": 2 if group.kind == "dot" else 1}}
        if group.kind == "bar":
            wide = [mark.to[0] - mark.x for mark in group.marks]
            figure.add_bar(x=wide, base=xs, y=ys, width=0.7, orientation="h", marker=look, **shown, **hover)
        elif group.kind == "line":
            # A gap ends each line.
            across = [x for mark in group.marks for x in (mark.x, mark.to[0], None)]
            down = [y for mark in group.marks for y in (mark.y, mark.to[1], None)]
            line = {"color": group.edge, "width": 1.5}
            figure.add_scatter(x=across, y=down, mode="lines", line=line, hoverinfo="skip", **shown)
        elif group.kind == "dot":
            marker = {**look, "size": [2 * mark.radius for mark in group.marks], "opacity": 1}
            marker["symbol"] = "x" if group.is_cross else "circle"
            figure.add_scatter(x=xs, y=ys, mode="markers", marker=marker, **shown, **hover)
        else:
            font = {"color": _INK, "size": 12}
            figure.add_scatter(x=xs, y=ys, mode="text", text=told, textfont=font, hoverinfo="skip", **shown)

    def axis(of: Axis) -> dict[str, Any]:
        made: dict[str, Any] = {"range": [of.high, of.low] if of.is_down else [of.low, of.high]}
        if of.title is None:
            return made | {"visible": False}
        if of.ticks:
            made["tickvals"] = list(of.ticks)
        if of.names:
            made |= {"ticktext": [_in_plotly(name) for name in of.names], "showgrid": False}
        return made | {"title": {"text": of.title}, "automargin": True, "zeroline": False}

    figure.update_layout(
        title={"text": chart.title}, xaxis=axis(chart.x), yaxis=axis(chart.y), barmode="overlay",
        height=chart.height + 140, width=_WIDE + 240, template="plotly_white",
    )  # fmt: skip
    return figure


def matplotlib_axes(chart: Chart, axes: Any = None) -> Any:
    """The chart on axes of matplotlib: those given, or new ones."""
    if axes is None:
        size = ((_WIDE + 200) / 100, (chart.height + 60) / 100)
        _, axes = _needed("matplotlib.pyplot").subplots(figsize=size, layout="constrained")
    for group in chart.groups:
        xs, ys = [mark.x for mark in group.marks], [mark.y for mark in group.marks]
        name = _in_matplotlib(group.name)
        if group.kind == "bar":
            wide = [mark.to[0] - mark.x for mark in group.marks]
            axes.barh(ys, wide, left=xs, height=0.7, color=group.fill, edgecolor=group.edge, label=name)
        elif group.kind == "line":
            for mark in group.marks:
                axes.plot([mark.x, mark.to[0]], [mark.y, mark.to[1]], color=group.edge, linewidth=1.5, zorder=1)
        elif group.kind == "dot":
            # In points, of which an inch has 72; a picture has 100 pixels an inch.
            sizes = [(2 * mark.radius * 0.72) ** 2 for mark in group.marks]
            shape = "X" if group.is_cross else "o"
            look = {"color": group.fill, "edgecolors": group.edge, "linewidths": 1.5, "marker": shape}
            axes.scatter(xs, ys, s=sizes, label=name, zorder=2, **look)
        else:
            for mark in group.marks:
                told = _in_matplotlib(mark.told)
                axes.text(mark.x, mark.y, told, color=_INK, fontsize=8, ha="center", va="center", zorder=3)
    for of, is_x in ((chart.x, True), (chart.y, False)):
        ends = (of.high, of.low) if of.is_down else (of.low, of.high)
        (axes.set_xlim if is_x else axes.set_ylim)(*ends)
        own = axes.xaxis if is_x else axes.yaxis
        if of.title is None:
            own.set_visible(False)
            continue
        if of.ticks:
            own.set_ticks(of.ticks, labels=[_in_matplotlib(name) for name in of.names or map(str, of.ticks)])
        own.set_label_text(of.title)
    axes.spines[["top", "right"]].set_visible(False)
    if chart.x.title is None:
        axes.spines[["bottom", "left"]].set_visible(False)
    axes.set_title(chart.title, loc="left")
    if chart.keyed:
        legend = axes.legend(loc="upper left", bbox_to_anchor=(1.01, 1), frameon=False)
        for handle in legend.legend_handles:
            # The circles of a map differ; in the key they are alike.
            if hasattr(handle, "set_sizes"):
                handle.set_sizes([math.pi * 16])
    return axes


def _needed(module: str) -> Any:
    package = module.partition(".")[0]
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] != package:
            raise
        told = f"{package} is not installed: pip install commonground[{package}]"
        raise ImportError(told, name=package) from None


def _in_plotly(text: str) -> str:
    """Plotly takes texts for a kind of HTML."""
    return html.escape(text, quote=False).replace("\n", "<br>")


def _in_matplotlib(text: str) -> str:
    """Matplotlib takes what stands between dollars for mathematics."""
    return text.replace("$", r"\$")


def _quoted(text: str) -> str:
    """A text as a literal of Vega's expressions."""
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'").replace("\n", " ") + "'"
