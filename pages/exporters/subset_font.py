"""Build the shipped font: `python -m pages.exporters.subset_font <NotoSansCJK-Regular.ttc>`.

The same collection and the same checkout give the same bytes, so that a reviewer can rebuild and compare.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTCollection, TTFont

ROOT = Path(__file__).resolve().parents[2]
FAMILY = "Atlas Sans"
SOURCE_FAMILY = "Noto Sans CJK SC"
# Seconds since 1904: the day of Noto Sans CJK 2.004, so that a rebuild does not differ by its clock.
FIXED_DATE = 3_703_708_800
# Copyright (0), trademark (7), makers (8, 9) and licence (13, 14) stay, as the licence asks.
KEPT_NAMES = {0, 7, 8, 9, 13, 14}
# Characters outside GB/T 2312 that names of firms and people carry often.
NAME_CHARACTERS = (
    "喆堃珺玥昇犇镕祎赟翀晟旸昉昳珅珑琇琨琰瑀璟璐瑄瑢璠璿瓒璘翯翃翊羿飏骉骁骐骙鑫鎏铧锜锴锟镔韬韡頔颢飒馥"
    "甯邨邺郜鄢廑弢彧忞恺愔慜懋扆抃昕昀昞晗晞晔晖暐暄曌朤杧枟栩梽棨楒榞槿橦歆毓沄沅沣泓泠洹浛淏淯渼湉湜滢滪漪潆潇澍澔瀚"
    "炆炘烜烨焜焱煊熠燊燚燿爻犟玎玘玚玠玢珈珞珩珂珉珏琎琤琬瑧瑗瑭睿睟祺禛稷竑竣筠筱篁簃粲繇罡翮耔聿臻芃芊芮苡苒茗荭莀莙菡葳蒨蓁"
    "蓥蔺薏蕤虓衎袆裎觐訚詝誉诒诠谞谦谧贇轩轲迤逄逯邕邶郗鄞酆釭钊钰铎铖锳锽镁镡闫闰闻阗隗雒雯霁霂靓靖韫顗颀飖馨骅骥鲲麒麾龑龢"
    "亳圳泸漯濮崂浉瀍㵲硚珲峃堽垚甪祊郓鄄鄠鄱酂砀砗磴嵛嵊崆崮峄峤峁岚岢涞涿洮洱浏浠浔湄湟溧溆滁滇滦潢潴澧濉瀛㮾䴙䴘"
)
SYMBOLS = (
    "№℃℉‰†‡•…‧‹›«»‐‑‒–—―‖‘’‚“”„′″€£¥₩¢§¶©®™°±×÷·¹²³⁴"
    "←↑→↓↔↕↖↗↘↙⇐⇒⇔−∓∕√∝∞∠∧∨∩∪∫∴∵∶∷∽≈≌≠≡≤≥≦≧≪≫≮≯⊕⊙⊥⊿∂∆∇∈∉∏∑"
    "■□▢▣▤▥▦▧▨▩▪▫▱▲△▶▷▼▽◀◁◆◇◉◊○◌◎●◐◑◒◓◦◯★☆✓❶❷❸❹❺❻❼❽❾❿"
)
# Small triangles that the source lacks and that the screens use in steps and paths.
STAND_INS = {"▴": "▲", "▾": "▼", "▸": "▶", "◂": "◀"}
RANGES = (
    (0x20, 0x7E),
    (0xA0, 0xFF),
    (0x100, 0x17F),
    (0x1CD, 0x1DC),
    (0x2C6, 0x2DD),
    (0x391, 0x3C9),
    (0x2000, 0x200B),
    (0x2160, 0x217F),
    (0x2460, 0x24FF),
    (0x2500, 0x25FF),
    (0x3000, 0x303F),
    (0x3200, 0x33FF),
    (0xFE10, 0xFE4F),
    (0xFF00, 0xFFEF),
)


def gb2312_characters() -> set[str]:
    """Return the 6,763 Chinese characters of GB/T 2312-1980 (level 1: rows 16-55, level 2: rows 56-87)."""
    characters: set[str] = set()
    for row in range(0xB0, 0xF8):
        for column in range(0xA1, 0xFF):
            text = bytes((row, column)).decode("gb2312", errors="ignore")
            characters.update(text)
    return characters


def data_characters(folder: Path) -> set[str]:
    """Return every character of the region register, the published figures and the policy text."""
    texts = [*sorted(folder.rglob("*.csv")), *sorted(folder.rglob("*.toml")), *sorted(folder.rglob("*.txt"))]
    shipped = [path for path in texts if "snapshots" not in path.parts]
    return {character for path in shipped for character in path.read_text(encoding="utf-8-sig")}


def wanted_characters(data_folder: Path) -> set[str]:
    """Return all characters that the font holds, control characters left out."""
    wanted = gb2312_characters() | data_characters(data_folder) | set(NAME_CHARACTERS) | set(SYMBOLS)
    for first, last in RANGES:
        wanted.update(chr(code) for code in range(first, last + 1))
    return {character for character in wanted if character >= " "}


def rename(font: TTFont, family: str) -> None:
    """Give a modified font its own family name, as the Open Font License asks, and a fixed date."""
    table = font["name"]
    table.names = [record for record in table.names if record.nameID in KEPT_NAMES and record.platformID == 3]
    compact = family.replace(" ", "")
    names = {
        1: family,
        2: "Regular",
        3: f"{compact}-Regular;subset of {SOURCE_FAMILY} 2.004",
        4: f"{family} Regular",
        5: "Version 2.004",
        6: f"{compact}-Regular",
    }
    for identifier, text in names.items():
        table.setName(text, identifier, 3, 1, 0x409)
    if "CFF " in font:
        charstrings = font["CFF "].cff
        charstrings.fontNames = [f"{compact}-Regular"]
        top = charstrings.topDictIndex[0]
        top.FullName, top.FamilyName = f"{family} Regular", family
    font["head"].created = font["head"].modified = FIXED_DATE


def open_face(collection: Path, family: str) -> TTFont:
    """Open one face of a font collection by its family name.

    Raises:
        ValueError: The collection holds no such face.
    """
    for face in TTCollection(str(collection), lazy=True).fonts:
        if face["name"].getDebugName(1) == family:
            face.recalcTimestamp = False
            return face
    raise ValueError(f"{collection} holds no face {family!r}: use NotoSansCJK-Regular.ttc (fonts-noto-cjk)")


def subset_face(face: TTFont, characters: Iterable[str]) -> TTFont:
    """Reduce a face to some characters, without vertical writing and alternative forms."""
    options = subset.Options()
    options.layout_features = ["kern", "mark", "mkmk"]
    options.name_IDs = ["*"]
    options.name_languages = ["*"]
    options.notdef_outline = True
    options.hinting = False
    options.desubroutinize = False
    options.drop_tables += ["VORG", "vhea", "vmtx", "BASE", "DSIG"]
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=[ord(character) for character in characters])
    subsetter.subset(face)
    for table in face["cmap"].tables:
        for missing, drawn in STAND_INS.items():
            if table.isUnicode() and ord(drawn) in table.cmap:
                table.cmap.setdefault(ord(missing), table.cmap[ord(drawn)])
    return face


def build(collection: Path, folder: Path, data_folder: Path) -> list[Path]:
    """Write the desktop and the browser form of the font into a folder and return their paths."""
    face = subset_face(open_face(collection, SOURCE_FAMILY), sorted(wanted_characters(data_folder)))
    rename(face, FAMILY)
    written = []
    for flavour, suffix in ((None, "otf"), ("woff2", "woff2")):
        face.flavor = flavour
        path = folder / f"AtlasSans-Regular.{suffix}"
        face.save(str(path), reorderTables=None)
        written.append(path)
    return written


def main(arguments: list[str]) -> int:
    """Run the command line: one argument, the path of the Noto Sans CJK collection."""
    if len(arguments) != 1:
        print("usage: python -m pages.exporters.subset_font <NotoSansCJK-Regular.ttc>", file=sys.stderr)
        return 2
    for path in build(Path(arguments[0]), ROOT / "static" / "fonts", ROOT / "data"):
        print(f"{path.relative_to(ROOT)}  {path.stat().st_size:,} bytes")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
