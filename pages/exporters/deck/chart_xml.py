"""A panel as the XML of a native chart; every value in it names the cell of the embedded workbook that holds it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pages.charts.style import GRID, QUIET
from pages.exporters.deck.axes import Axis
from pages.exporters.deck.label_format import label_format
from pages.exporters.deck.looks import fill_xml, line_xml, text_properties
from pages.exporters.deck.panels import BarSeries, Label, Mark, Panel, PointSeries, Stroke
from pages.exporters.deck.reading import Tint
from pages.exporters.deck.sheet import Sheet, column_letter
from pages.exporters.deck.theme import colour_xml
from pages.exporters.deck.words import clean, escaped, run_xml
from pages.texts import Language

NONE = "<c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr>"


@dataclass(frozen=True)
class Frame:
    """How large a chart is drawn: inner plot as shares (left, top, width, height) of the frame, its size in inches."""

    plot: tuple[float, float, float, float]
    width: float
    height: float
    size: float
    """Type of the axes in points."""
    category_size: float
    has_legend: bool


def chart_xml(panel: Panel, sheet: Sheet, frame: Frame, language: Language) -> str:
    """The whole chart without its relations: the reference to the workbook is added by whoever owns the part."""
    from pptx.oxml.ns import nsdecls

    plot = _bars(panel, sheet, frame, language) if panel.categories else _points(panel, sheet, frame, language)
    x, y, width, height = frame.plot
    layout = (
        '<c:layout><c:manualLayout><c:layoutTarget val="inner"/><c:xMode val="edge"/><c:yMode val="edge"/>'
        f'<c:x val="{x:.5f}"/><c:y val="{y:.5f}"/><c:w val="{width:.5f}"/><c:h val="{height:.5f}"/>'
        "</c:manualLayout></c:layout>"
    )
    return (
        f'<c:chartSpace {nsdecls("c", "a", "r")}><c:date1904 val="0"/><c:roundedCorners val="0"/><c:chart>'
        f'<c:autoTitleDeleted val="1"/><c:plotArea>{layout}{plot}<c:spPr><a:noFill/></c:spPr></c:plotArea>'
        f'{_legend(panel, frame)}<c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/></c:chart>'
        f"<c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr>{text_properties(frame.size)}</c:chartSpace>"
    )


def _legend(panel: Panel, frame: Frame) -> str:
    if not frame.has_legend:
        return ""
    series: Sequence[BarSeries | PointSeries] = panel.bars if panel.categories else panel.points
    hidden = "".join(
        f'<c:legendEntry><c:idx val="{number}"/><c:delete val="1"/></c:legendEntry>'
        for number, one in enumerate(series) if not one.in_legend
    )
    return (
        f'<c:legend><c:legendPos val="t"/>{hidden}<c:overlay val="0"/>{text_properties(frame.size)}</c:legend>'
    )


def _bars(panel: Panel, sheet: Sheet, frame: Frame, language: Language) -> str:
    direction = "bar" if panel.is_horizontal else "col"
    stacked = panel.grouping == "stacked"
    series = "".join(_bar_series(number, one, panel, sheet, language, frame) for number, one in enumerate(panel.bars))
    overlap = 0 if panel.grouping == "clustered" else 100
    values, places = panel.value_axis, ("b", "l") if panel.is_horizontal else ("l", "b")
    category_axis = panel.y if panel.is_horizontal else panel.x
    # Every name is written, but not where far more stand in a row than fit: those of a histogram.
    skip = 1 if panel.is_horizontal or len(panel.categories) <= 24 else len(panel.categories) // 12
    crosses = '<c:crossesAt val="1"/>' if values.base else '<c:crosses val="autoZero"/>'
    return (
        f'<c:barChart><c:barDir val="{direction}"/><c:grouping val="{"stacked" if stacked else "clustered"}"/>'
        f'<c:varyColors val="0"/>{series}<c:gapWidth val="{round(panel.gap)}"/><c:overlap val="{overlap}"/>'
        '<c:axId val="111"/><c:axId val="222"/></c:barChart>'
        f'<c:catAx><c:axId val="111"/><c:scaling><c:orientation val="{_orientation(category_axis)}"/></c:scaling>'
        f'<c:delete val="{int(not panel.shows_categories)}"/><c:axPos val="{places[1]}"/>'
        f"{_title(category_axis.title, frame, panel.is_horizontal, language)}"
        '<c:numFmt formatCode="General" sourceLinked="0"/><c:majorTickMark val="none"/><c:minorTickMark val="none"/>'
        f'<c:tickLblPos val="low"/><c:spPr>{line_xml(Stroke(Tint(QUIET), 0.75))}</c:spPr>'
        f"{text_properties(frame.category_size)}<c:crossAx val=\"222\"/>{crosses}<c:auto val=\"0\"/>"
        f'<c:lblAlgn val="ctr"/><c:lblOffset val="40"/><c:tickLblSkip val="{skip}"/>'
        '<c:noMultiLvlLbl val="1"/></c:catAx>'
        + _value_axis(values, 222, 111, places[0], frame, "between", language)
    )


def _bar_series(
    number: int, one: BarSeries, panel: Panel, sheet: Sheet, language: Language, frame: Frame
) -> str:
    looks = [_bar_look(tint, pattern, one) for tint, pattern in
             zip(one.tints, one.patterns or (None,) * len(one.tints), strict=True)]
    common = max(looks, key=looks.count)
    points = "".join(
        f'<c:dPt><c:idx val="{place}"/><c:invertIfNegative val="0"/><c:bubble3D val="0"/>{look}</c:dPt>'
        for place, look in enumerate(looks) if look != common
    )
    column = number + 1
    places = sheet.reference(0), sheet.reference(column)
    labels = _bar_labels(one, language, frame) if one.labels else ""
    return (
        f'<c:ser><c:idx val="{number}"/><c:order val="{number}"/>{_series_name(sheet, column)}{common}'
        f'<c:invertIfNegative val="0"/>{points}{labels}'
        f"<c:cat>{_texts(places[0], panel.categories)}</c:cat>"
        f"<c:val>{_numbers(places[1], one.values, sheet.rows)}</c:val></c:ser>"
    )


def _bar_look(tint: Tint, pattern: Tint | None, one: BarSeries) -> str:
    fill = fill_xml(tint)
    if pattern is not None:
        fill = (
            f'<a:pattFill prst="wdUpDiag"><a:fgClr>{colour_xml(pattern.colour)}</a:fgClr>'
            f"<a:bgClr>{colour_xml(tint.colour)}</a:bgClr></a:pattFill>"
        )
    edge = line_xml(Stroke(one.edge, 0.75)) if one.edge else "<a:ln><a:noFill/></a:ln>"
    return f"<c:spPr>{fill}{edge}</c:spPr>"


def _bar_labels(one: BarSeries, language: Language, frame: Frame) -> str:
    size = frame.category_size
    shape = label_format(one.values, one.labels)
    shown = text_properties(size, one.label_tint.colour)
    if shape is not None:
        return (
            f'<c:dLbls><c:numFmt formatCode="{escaped(shape)}" sourceLinked="0"/>{NONE}{shown}'
            f'<c:dLblPos val="outEnd"/>{_shows(True)}</c:dLbls>'
        )
    own = "".join(
        _label(place, Label(text, "outEnd", size, one.label_tint), language) if text
        else f'<c:dLbl><c:idx val="{place}"/><c:delete val="1"/></c:dLbl>'
        for place, text in enumerate(one.labels)
    )
    return f'<c:dLbls>{own}{NONE}{shown}<c:dLblPos val="outEnd"/>{_shows(True)}</c:dLbls>'


def _shows(value: bool) -> str:
    return (
        f'<c:showLegendKey val="0"/><c:showVal val="{int(value)}"/><c:showCatName val="0"/><c:showSerName val="0"/>'
        '<c:showPercent val="0"/><c:showBubbleSize val="0"/>'
    )


def _label(place: int, label: Label, language: Language) -> str:
    lines = "<a:br/>".join(
        run_xml(line, language, label.size, label.tint.colour) for line in clean(label.text).split("\n")
    )
    align = {"l": "r", "r": "l"}.get(label.side, "ctr")
    return (
        f'<c:dLbl><c:idx val="{place}"/><c:tx><c:rich><a:bodyPr wrap="none"/><a:lstStyle/>'
        f'<a:p><a:pPr algn="{align}"/>{lines}</a:p></c:rich></c:tx>{NONE}<c:dLblPos val="{label.side}"/>'
        f"{_shows(True)}</c:dLbl>"
    )


def _points(panel: Panel, sheet: Sheet, frame: Frame, language: Language) -> str:
    series = "".join(
        _point_series(number, one, sheet, frame, language) for number, one in enumerate(panel.points)
    )
    return (
        f'<c:scatterChart><c:scatterStyle val="lineMarker"/><c:varyColors val="0"/>{series}'
        '<c:axId val="111"/><c:axId val="222"/></c:scatterChart>'
        + _value_axis(panel.x, 111, 222, "b", frame, "midCat", language)
        + _value_axis(panel.y, 222, 111, "l", frame, "midCat", language)
    )


def _point_series(number: int, one: PointSeries, sheet: Sheet, frame: Frame, language: Language) -> str:
    width = None
    if one.thickness:
        letter, share = one.thickness
        width = share * 72 * (frame.plot[3] * frame.height if letter == "y" else frame.plot[2] * frame.width)
    marks = [mark for mark in one.marks if mark]
    common = max(set(marks), key=marks.count) if marks else None
    points = "".join(
        f'<c:dPt><c:idx val="{place}"/>{_mark(mark)}<c:bubble3D val="0"/>{_point_look(mark, one, width)}</c:dPt>'
        for place, mark in enumerate(one.marks) if mark != common and one.x[place] is not None
    )
    across, up = (sheet.reference(3 * number + offset) for offset in (1, 2))
    return (
        f'<c:ser><c:idx val="{number}"/><c:order val="{number}"/>{_series_name(sheet, 3 * number + 2)}'
        f"<c:spPr>{line_xml(one.stroke, width)}</c:spPr>{_mark(common)}{points}{_point_labels(one, language)}"
        f"{_errors(one)}<c:xVal>{_numbers(across, one.x, sheet.rows)}</c:xVal>"
        f"<c:yVal>{_numbers(up, one.y, sheet.rows)}</c:yVal>"
        '<c:smooth val="0"/></c:ser>'
    )


def _point_look(mark: Mark | None, one: PointSeries, width: float | None) -> str:
    """The fill of a point anew and the line of its series: LibreOffice takes the colour of a mark from there."""
    if mark is None:
        return ""
    return f"<c:spPr>{fill_xml(mark.fill or Tint('#ffffff'))}{line_xml(one.stroke, width)}</c:spPr>"


def _mark(mark: Mark | None) -> str:
    if mark is None:
        return '<c:marker><c:symbol val="none"/></c:marker>'
    edge = line_xml(Stroke(mark.edge, mark.edge_width)) if mark.edge else "<a:ln><a:noFill/></a:ln>"
    fill = fill_xml(Tint("#ffffff") if mark.fill is None else mark.fill)
    return (
        f'<c:marker><c:symbol val="{mark.symbol}"/><c:size val="{min(72, max(2, round(mark.size)))}"/>'
        f"<c:spPr>{fill}{edge}</c:spPr></c:marker>"
    )


def _point_labels(one: PointSeries, language: Language) -> str:
    if not any(one.labels):
        return ""
    own = "".join(
        _label(place, label, language) for place, label in enumerate(one.labels)
        if label and one.x[place] is not None and one.y[place] is not None
    )
    return f"<c:dLbls>{own}{_shows(False)}</c:dLbls>"


def _errors(one: PointSeries) -> str:
    if not one.plus:
        return ""
    reach = "".join(
        f"<c:{name}><c:numLit><c:formatCode>General</c:formatCode><c:ptCount val=\"{len(values)}\"/>"
        + "".join(f'<c:pt idx="{n}"><c:v>{float(value)!r}</c:v></c:pt>' for n, value in enumerate(values))
        + f"</c:numLit></c:{name}>"
        for name, values in (("plus", one.plus), ("minus", one.minus))
    )
    return (
        '<c:errBars><c:errDir val="y"/><c:errBarType val="both"/><c:errValType val="cust"/><c:noEndCap val="0"/>'
        f"{reach}<c:spPr>{line_xml(one.error)}</c:spPr></c:errBars>"
    )


def _series_name(sheet: Sheet, column: int) -> str:
    cell = f"{sheet.name}!${column_letter(column)}$1"
    return (
        f'<c:tx><c:strRef><c:f>{cell}</c:f><c:strCache><c:ptCount val="1"/><c:pt idx="0">'
        f"<c:v>{escaped(sheet.headings[column])}</c:v></c:pt></c:strCache></c:strRef></c:tx>"
    )


def _texts(reference: str, values: Sequence[str]) -> str:
    cells = "".join(f'<c:pt idx="{n}"><c:v>{escaped(value)}</c:v></c:pt>' for n, value in enumerate(values))
    count = f'<c:ptCount val="{len(values)}"/>'
    return f"<c:strRef><c:f>{reference}</c:f><c:strCache>{count}{cells}</c:strCache></c:strRef>"


def _numbers(reference: str, values: Sequence[float | None], count: int) -> str:
    cells = "".join(
        f'<c:pt idx="{n}"><c:v>{float(value)!r}</c:v></c:pt>' for n, value in enumerate(values) if value is not None
    )
    return (
        f"<c:numRef><c:f>{reference}</c:f><c:numCache><c:formatCode>General</c:formatCode>"
        f'<c:ptCount val="{count}"/>{cells}</c:numCache></c:numRef>'
    )


def _orientation(axis: Axis) -> str:
    return "maxMin" if axis.is_reversed else "minMax"


def _title(text: str, frame: Frame, upright: bool, language: Language) -> str:
    if not text:
        return ""
    turned = ' rot="-5400000" vert="horz"' if upright else ""
    words = " ".join(clean(text).split())
    return (
        f"<c:title><c:tx><c:rich><a:bodyPr{turned}/><a:lstStyle/><a:p>"
        f"{run_xml(words, language, frame.size, QUIET, False)}</a:p></c:rich></c:tx>"
        '<c:overlay val="0"/></c:title>'
    )


def _value_axis(
    axis: Axis, own: int, other: int, place: str, frame: Frame, between: str, language: Language
) -> str:
    """An axis of numbers; where a series of words stands for its labels it writes none itself."""
    grid = f"<c:majorGridlines><c:spPr>{line_xml(Stroke(Tint(GRID), 0.75))}</c:spPr></c:majorGridlines>"
    shows_numbers = axis.has_labels and not (axis.ticks and between == "midCat")
    ratio = '<c:logBase val="10"/>' if axis.base else ""
    crosses = "max" if axis.is_reversed else "min"
    step = "" if axis.base or not axis.step else f'<c:majorUnit val="{axis.step!r}"/>'
    return (
        f'<c:valAx><c:axId val="{own}"/><c:scaling>{ratio}<c:orientation val="{_orientation(axis)}"/>'
        f'<c:max val="{float(axis.high)!r}"/><c:min val="{float(axis.low)!r}"/></c:scaling><c:delete val="0"/>'
        f'<c:axPos val="{place}"/>{grid if axis.has_grid and shows_numbers else ""}'
        f"{_title(axis.title, frame, place == 'l', language)}"
        f'<c:numFmt formatCode="{escaped(axis.number_format)}" sourceLinked="0"/><c:majorTickMark val="none"/>'
        f'<c:minorTickMark val="none"/><c:tickLblPos val="{"low" if shows_numbers else "none"}"/>'
        f"<c:spPr><a:ln><a:noFill/></a:ln></c:spPr>{text_properties(frame.size, QUIET)}"
        f'<c:crossAx val="{other}"/><c:crosses val="{crosses if between == "midCat" else "autoZero"}"/>'
        f'<c:crossBetween val="{between}"/>{step}</c:valAx>'
    )
