"""Takes title and main text out of one HTML page. Runs in the extraction child only: it imports heavy parsers.

Articles and people's pages need different extractors, so three readings of the page are made and one is chosen:
trafilatura's default, trafilatura with `favor_recall`, and everything BeautifulSoup finds outside navigation.
"""

from __future__ import annotations

import re

import trafilatura
from bs4 import BeautifulSoup, Comment, NavigableString, Tag

from scribe_desktop.providers.web.hidden_text import drop_hidden, without_invisible_characters

THIN = 0.5
"""A reading with less than this share of the words outside navigation has lost part of the page."""
THIN_PERSON = 0.70
"""The same for people's pages, where lists of courses, papers and addresses are what we came for."""
MOST_LOST = 0.3
"""When dropping what is named like navigation leaves less than this share, nothing is dropped by name."""
MANY_ELEMENTS = 30_000
"""Pages with more elements are read by BeautifulSoup alone: trafilatura would take longer than a page may."""
ENOUGH_WORDS = 25
"""A main element with fewer words is an empty shell, and the whole body is read instead."""

_WORD = re.compile(r"\w+")
_DROPPED_TAGS = [
    *("script", "style", "nav", "footer", "aside", "form", "button", "select"),
    *("svg", "iframe", "object", "dialog", "canvas", "audio", "video"),
]
_DROPPED_ROLES = {"navigation", "banner", "contentinfo", "search", "dialog", "alertdialog", "menu", "menubar"}
_BOILERPLATE = re.compile(
    r"(?:^|[-_ ])(?:nav|navbar|navigation|menu|submenu|megamenu|breadcrumbs?|footer|sidebar|cookies?|consent|gdpr|"
    r"newsletter|subscribe|share|sharing|social|related|recommended|popup|modal|skip-?links?|login|signup|"
    r"pagination|pager|toolbar|filters?|facets?|comments?|minicart|cart|sr-only|screen-reader-text|"
    r"visually-?hidden|announcement|promo|advert|ads?)(?:$|[-_ ])",
    re.IGNORECASE,
)
_BLOCKS = frozenset(
    {
        *("address", "article", "blockquote", "br", "caption", "center", "dd", "details", "div", "dl", "dt"),
        *("fieldset", "figcaption", "figure", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main"),
        *("ol", "p", "pre", "section", "summary", "table", "tbody", "tfoot", "thead", "tr", "ul"),
    }
)
_PERSON = re.compile(
    r"\b(?:professor|lecturer|faculty|ph\.?\s?d\.?|postdoc\w*|research(?:er| interests| group)|curriculum vitae|"
    r"publications|office hours|biography|my research|department of|scholar|teaching)\b",
    re.IGNORECASE,
)
_PERSON_URL = re.compile(
    r"/~|/(?:people|person|persons|faculty|staff|profiles?|directory|members?|team|bio|experts?|scholars?)(?:/|$|\?)",
    re.IGNORECASE,
)


def read_html(html: str, url: str) -> tuple[str, str]:
    """Title and text of a page; the text's paragraphs are separated by newlines. The text may be empty."""
    soup = BeautifulSoup(html.replace("\0", ""), "lxml")
    _open_inline_frames(soup)
    drop_hidden(soup)
    title = _title(soup)
    huge = len(soup.find_all(True)) > MANY_ELEMENTS
    visible = "" if huge else str(soup)
    everything = _text_outside_navigation(soup)
    text = everything if huge else _choose(visible, everything, url, title)
    return title, without_invisible_characters(text)


def read_plain(text: str) -> tuple[str, str]:
    """Title (the first line) and text of a plain-text page."""
    lines = [" ".join(line.split()) for line in without_invisible_characters(text).splitlines()]
    kept = [line for line in lines if line]
    return (kept[0][:300] if kept else ""), "\n".join(kept)


def _open_inline_frames(soup: BeautifulSoup) -> None:
    """Put the text that a frame carries in itself where the frame is; frames inside of it stay closed."""
    for frame in soup.find_all("iframe", srcdoc=True):
        inner = BeautifulSoup(str(frame["srcdoc"]), "lxml")
        body = inner.body or inner
        body.name = "div"
        for style in inner.find_all("style"):
            body.append(style.extract())
        for attribute in ("hidden", "style", "class", "id", "aria-hidden"):
            if attribute in frame.attrs:  # what hides the frame hides its text
                body[attribute] = frame[attribute]
        frame.replace_with(body)


def _choose(visible: str, everything: str, url: str, title: str) -> str:
    most = _count(everything)
    if _is_persons_page(url, title, everything):
        chosen, thin = _trafilatura(visible, recall=True), THIN_PERSON
    else:
        chosen, thin = _trafilatura(visible, recall=False), THIN
        if not chosen:
            chosen = _trafilatura(visible, recall=True)
    return everything if _count(chosen) < thin * most else chosen


def _trafilatura(html: str, recall: bool) -> str:
    return trafilatura.extract(html, include_comments=False, include_tables=True, favor_recall=recall) or ""


def _is_persons_page(url: str, title: str, text: str) -> bool:
    """Whether the page is about a person rather than an article: by its address and its vocabulary."""
    terms = {term.lower() for term in _PERSON.findall(f"{title} {text}")}
    needed = 2 if _PERSON_URL.search(url) else 4
    return len(terms) >= needed and _count(text) < 4000


def _count(text: str) -> int:
    return len(_WORD.findall(text))


def _title(soup: BeautifulSoup) -> str:
    for tag in (soup.title, soup.find("h1")):
        text = " ".join(tag.get_text(" ").split()) if tag else ""
        if text:
            return without_invisible_characters(text)[:300]
    return ""


def _text_outside_navigation(soup: BeautifulSoup) -> str:
    """What BeautifulSoup finds outside navigation, changing the soup."""
    for tag in soup(_DROPPED_TAGS):
        tag.decompose()
    for tag in soup("header"):
        if not tag.decomposed and not tag.find_parent(("main", "article")) and not tag.find("main"):
            tag.decompose()
    body = soup.body or soup
    before = _block_text(body)
    for tag in soup.find_all(_is_boilerplate):
        if not tag.decomposed and tag.name not in ("html", "body", "main", "article"):
            tag.decompose()
    whole = _block_text(body)
    if _count(whole) < MOST_LOST * _count(before):
        return before
    mains = soup.find_all("main") or soup.find_all(None, attrs={"role": "main"})
    if len(mains) == 1:
        main = _block_text(mains[0])
        if _count(main) >= max(ENOUGH_WORDS, _count(whole) // 3):
            return main
    return whole


def _is_boilerplate(tag: Tag) -> bool:
    if str(tag.get("role", "")).lower() in _DROPPED_ROLES:
        return True
    marks = [*(tag.get_attribute_list("class")), tag.get("id")]
    return any(_BOILERPLATE.search(str(mark)) for mark in marks if mark)


def _block_text(root: Tag) -> str:
    """Text with a newline at each block's edge; spaces elsewhere as they are, squeezed."""
    pieces: list[str] = []
    for node in root.descendants:
        if isinstance(node, Tag):
            if node.name in _BLOCKS:
                pieces.append("\n")
            elif node.name in ("td", "th"):
                pieces.append(" ")
        elif isinstance(node, NavigableString) and not isinstance(node, Comment):
            pieces.append(" ".join(f".{node}.".split())[1:-1] if node.strip() else " ")
            if node.parent and node.parent.name in _BLOCKS and node.next_sibling is None:
                pieces.append("\n")
    lines = (" ".join(line.split()) for line in "".join(pieces).split("\n"))
    return "\n".join(line for line in lines if line)
