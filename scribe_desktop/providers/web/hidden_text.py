"""Drops what a page carries but nobody sees: hidden elements and invisible characters. Child process only."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import IntEnum

from bs4 import BeautifulSoup, Tag

_ZERO = r"(?:0+(?:\.0*)?|\.0+)(?:px|em|rem|ex|ch|pt|pc|cm|mm|in|vw|vh|%)?"
_ONE_PIXEL = rf"(?:{_ZERO}|1px)"
_FAR = r"-\s*(?:\d{4,}(?:\.\d+)?(?:px|pt)?|\d{3,}(?:\.\d+)?(?:em|rem|ex|ch|pc|cm|mm|in|vw|vh|%))"
"""Beyond any screen to the left or above: a thousand pixels, a hundred of any larger unit."""
_END = r"\s*(?:!\s*important\s*)?(?=;|$)"
_HIDING_DECLARATION = re.compile(
    r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|content-visibility\s*:\s*hidden|"
    rf"(?:font-size|width|height|max-width|max-height|zoom|scale)\s*:\s*{_ZERO}{_END}|"
    rf"transform\s*:[^;]*(?:\bscale[xy3d]*\(\s*{_ZERO}\s*[,)]|\btranslate[xy3d]*\([^)]*{_FAR})|"
    rf"(?:text-indent|margin-left|margin-top|margin)\s*:[^;]*?{_FAR}|"
    rf"clip\s*:\s*rect\(\s*{_ONE_PIXEL}(?:[\s,]+{_ONE_PIXEL}){{3}}\s*\)|"
    rf"clip-path\s*:\s*(?:inset\(\s*(?:[5-9]\d|100)(?:\.\d+)?%|circle\(\s*{_ZERO}\s*[)a]|polygon\(\s*{_ZERO}"
    rf"(?:[\s,]+{_ZERO})*\s*\)))",
    re.IGNORECASE,
)
_SEE_THROUGH = re.compile(rf"(?:^|;)\s*opacity\s*:\s*{_ZERO}{_END}", re.IGNORECASE)
_POSITIONED = re.compile(r"(?:^|;)\s*position\s*:\s*(?:absolute|fixed|relative)", re.IGNORECASE)
_PLACED_FAR = re.compile(rf"(?:^|;)\s*(?:left|right|top|bottom|inset[a-z-]*)\s*:[^;]*?{_FAR}", re.IGNORECASE)
_CUT_OFF = re.compile(r"(?:^|;)\s*overflow\s*:\s*(?:hidden|clip)", re.IGNORECASE)
_ONE_WIDE = re.compile(rf"(?:^|;)\s*(?:max-)?(?:width|height)\s*:\s*{_ONE_PIXEL}{_END}", re.IGNORECASE)
_CSS_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_CSS_RULE = re.compile(r"([^{}]*)\{([^{}]*)\}")
_SIMPLE_SELECTOR = re.compile(r"[a-z0-9]*(?:[.#][\w-]+)+", re.IGNORECASE)
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\U000e0000-\U000e0fff]"
)
_NEVER_SEEN = ("template", "datalist")
_NO_TEXT = ("script", "style", "title", "noscript")
ENOUGH_WORDS = 25
"""A page with fewer words has nothing to say without its scripts, and what it says to readers without them counts."""
_MAX_RULES = 2000


class _Hiding(IntEnum):
    """How an element is hidden. FADED is see-through, which is how pages begin that fade in."""

    NOT = 0
    FADED = 1
    GONE = 2


def without_invisible_characters(text: str) -> str:
    """The text without zero-width, direction-changing and tag characters."""
    return _INVISIBLE.sub("", text)


def drop_hidden(soup: BeautifulSoup) -> None:
    """Take out of the tree every element that its attributes or the page's own style sheet hide.

    <noscript> counts as hidden, except on a page that has nothing else to say.
    """
    for tag in soup(_NEVER_SEEN):
        tag.decompose()
    selectors = _hiding_selectors(soup)
    hidden = [(tag, hiding) for tag in soup.find_all(True) if (hiding := _hiding_of(tag, selectors))]
    half = _word_count(soup) / 2 if any(hiding is _Hiding.FADED for _, hiding in hidden) else 0
    for tag, hiding in hidden:
        if tag.decomposed or tag.name in ("html", "body"):
            continue
        # What holds most of a page only begins unseen: its script shows it.
        if hiding is _Hiding.GONE or _word_count(tag) <= half:
            tag.decompose()
    without_scripts = soup("noscript")
    shown = bool(without_scripts) and _shows_enough(soup)
    for tag in without_scripts:
        if tag.decomposed:
            continue
        if shown or _word_count(tag) < ENOUGH_WORDS:
            tag.decompose()
        else:
            tag.unwrap()


def _shows_enough(soup: BeautifulSoup) -> bool:
    """Whether the page has enough words outside of scripts, style sheets and <noscript>."""
    words = 0
    for text in soup.find_all(string=True):
        if text.find_parent(_NO_TEXT) is None:
            words += len(text.split())
        if words >= ENOUGH_WORDS:
            return True
    return False


def _word_count(tag: Tag) -> int:
    return len(tag.get_text(" ").split())


def _hiding_of(tag: Tag, selectors: Mapping[str, _Hiding]) -> _Hiding:
    attributes = tag.attrs
    if not attributes:
        return _Hiding.NOT
    if "hidden" in attributes or str(attributes.get("aria-hidden", "")).strip().lower() == "true":
        return _Hiding.GONE
    style = attributes.get("style")
    own = _hides(_CSS_COMMENT.sub("", str(style))) if style else _Hiding.NOT
    return max(own, _by_selector(tag, selectors)) if selectors else own


def _hides(declarations: str) -> _Hiding:
    """Whether CSS declarations leave nothing to see: gone, of no size, off the screen, or see-through."""
    if _HIDING_DECLARATION.search(declarations):
        return _Hiding.GONE
    if _POSITIONED.search(declarations) and _PLACED_FAR.search(declarations):
        return _Hiding.GONE
    if _CUT_OFF.search(declarations) and _ONE_WIDE.search(declarations):
        return _Hiding.GONE
    return _Hiding.FADED if _SEE_THROUGH.search(declarations) else _Hiding.NOT


def _by_selector(tag: Tag, selectors: Mapping[str, _Hiding]) -> _Hiding:
    marks = [f".{name}" for name in tag.get_attribute_list("class") if name]
    if tag.get("id"):
        marks.append(f"#{tag['id']}")
    forms = (form for mark in marks for form in (mark, f"{tag.name}{mark}"))
    return max((selectors.get(form, _Hiding.NOT) for form in forms), default=_Hiding.NOT)


def _hiding_selectors(soup: BeautifulSoup) -> Mapping[str, _Hiding]:
    """Selectors of one class or id that the page's style elements hide, outside of @media and the like."""
    selectors: dict[str, _Hiding] = {}
    for style in soup("style"):
        if style.get("media") not in (None, "", "all", "screen"):
            continue
        text = _top_level_rules(_CSS_COMMENT.sub("", style.get_text()))
        for count, rule in enumerate(_CSS_RULE.finditer(text)):
            if count >= _MAX_RULES:
                break
            hiding = _hides(rule[2])
            if not hiding:
                continue
            for one in (part.strip() for part in rule[1].split(",")):
                if _SIMPLE_SELECTOR.fullmatch(one) and len(re.findall("[.#]", one)) == 1:
                    selectors[one] = max(hiding, selectors.get(one, _Hiding.NOT))
    return selectors


def _top_level_rules(text: str) -> str:
    """The style sheet without its @-blocks (`@media print { … }`): what they say does not hold on a screen."""
    kept: list[str] = []
    depth = 0
    at_block = False
    start = 0
    for match in re.finditer(r"[{}]", text):
        if match[0] == "{":
            if depth == 0:
                at_block = text[start : match.start()].lstrip().startswith("@")
            depth += 1
        elif depth:
            depth -= 1
            if depth == 0:
                if not at_block:
                    kept.append(text[start : match.end()])
                start = match.end()
    return "".join(kept)
