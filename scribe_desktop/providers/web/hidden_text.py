"""Drops what a page carries but nobody sees: hidden elements and invisible characters. Child process only."""

from __future__ import annotations

import re

from bs4 import BeautifulSoup, Tag

_ZERO = r"0*(?:\.0+)?(?:px|em|rem|ex|ch|pt|pc|cm|mm|in|vw|vh|%)?"
_HIDING_DECLARATION = re.compile(
    r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|"
    rf"(?:font-size|width|height|max-width|max-height)\s*:\s*(?:0{_ZERO}|\.0+)\s*(?:!\s*important\s*)?(?=;|$))",
    re.IGNORECASE,
)
_CSS_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_CSS_RULE = re.compile(r"([^{}]*)\{([^{}]*)\}")
_SIMPLE_SELECTOR = re.compile(r"[a-z0-9]*(?:[.#][\w-]+)+", re.IGNORECASE)
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\U000e0000-\U000e0fff]"
)
_NEVER_SEEN = ("template", "noscript", "datalist")
_MAX_RULES = 2000


def without_invisible_characters(text: str) -> str:
    """The text without zero-width, direction-changing and tag characters."""
    return _INVISIBLE.sub("", text)


def drop_hidden(soup: BeautifulSoup) -> None:
    """Take out of the tree every element that its attributes or the page's own style sheet hide."""
    for tag in soup(_NEVER_SEEN):
        tag.decompose()
    names = _hiding_selectors(soup)
    for tag in soup.find_all(lambda tag: _is_hidden(tag, names)):
        if not tag.decomposed and tag.name not in ("html", "body"):
            tag.decompose()


def _is_hidden(tag: Tag, hiding: frozenset[str]) -> bool:
    attributes = tag.attrs
    if not attributes:
        return False
    if "hidden" in attributes or str(attributes.get("aria-hidden", "")).strip().lower() == "true":
        return True
    style = attributes.get("style")
    if style and _HIDING_DECLARATION.search(_CSS_COMMENT.sub("", str(style))):
        return True
    return bool(hiding) and _matches(tag, hiding)


def _matches(tag: Tag, hiding: frozenset[str]) -> bool:
    marks = [f".{name}" for name in tag.get_attribute_list("class") if name]
    if tag.get("id"):
        marks.append(f"#{tag['id']}")
    return any(mark in hiding or f"{tag.name}{mark}" in hiding for mark in marks)


def _hiding_selectors(soup: BeautifulSoup) -> frozenset[str]:
    """Selectors of one class or id that the page's style elements hide, outside of @media and the like."""
    hiding: set[str] = set()
    for style in soup("style"):
        if style.get("media") not in (None, "", "all", "screen"):
            continue
        text = _top_level_rules(_CSS_COMMENT.sub("", style.get_text()))
        for count, rule in enumerate(_CSS_RULE.finditer(text)):
            if count >= _MAX_RULES:
                break
            if _HIDING_DECLARATION.search(rule[2]):
                parts = (one.strip() for one in rule[1].split(","))
                hiding.update(
                    one for one in parts if _SIMPLE_SELECTOR.fullmatch(one) and len(re.findall("[.#]", one)) == 1
                )
    return frozenset(hiding)


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
