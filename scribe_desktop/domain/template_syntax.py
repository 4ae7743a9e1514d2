"""Template syntax: Jinja2 cut down to filling places, so that what was filled in can be told from what was written."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache

from jinja2 import Template as JinjaTemplate
from jinja2 import TemplateSyntaxError, Undefined, nodes
from jinja2.exceptions import SecurityError, UndefinedError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from scribe_desktop.domain.segment import Segment, gap_text
from scribe_desktop.errors import TemplateError

# Filled values are wrapped in private-use characters while Jinja renders, so that afterwards every
# character of the text can be told apart: written by the template's author, or filled in.
_OPEN, _NAME_END, _CLOSE = "\ue000", "\ue001", "\ue002"
_MARKED = re.compile(f"{_OPEN}([^{_NAME_END}]*){_NAME_END}([^{_CLOSE}]*){_CLOSE}")
_PRIVATE = re.compile("[\ue000-\ue002]")


def without_marks(text: str) -> str:
    """The text without the private-use characters that mark filled values."""
    return _PRIVATE.sub("", text)


def filled_value(name: str, value: str) -> _Value:
    """A value for a placeholder, as `render` wants it."""
    return _Value(without_marks(value), name)


def open_value(name: str) -> _Value:
    """A placeholder left as `{{name}}` for a composer to fill, as `render` wants it."""
    return _Value(f"{{{{{name}}}}}", name, "?")


_SUBJECT = re.compile(r"\ASubject:[ \t]*(?P<subject>\S[^\n]*)(?:\n[ \t]*(?:\n|\Z)|\Z)", re.IGNORECASE)
_BRACKETED = re.compile(r"\[([^\W\d_]+(?: [^\W\d_]+){0,3})\](?!\()")
# A place whose name is written as a column's header may be: in capitals, with spaces or hyphens.
_NAMED = re.compile(
    r"\A(?P<before>\{\{-?\s*|\{%-?\s*(?:if|elif)\s+(?:not\s+)?)(?P<name>[^\W\d][\w\- ]*?)\s*(?=\||-?\}\}|-?%\})"
)
_RESERVED = frozenset(["and", "else", "elif", "endif", "false", "if", "in", "is", "none", "not", "or", "true"])
_JINJA = re.compile(r"(\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\})", re.DOTALL)


def split_subject(text: str) -> tuple[str | None, str]:
    """Take the subject line off; None when the template has none."""
    match = _SUBJECT.match(text)
    if not match:
        return None, text
    return match["subject"].strip(), text[match.end() :].lstrip("\n").strip()


def unify_places(text: str) -> str:
    """Give every place its one spelling: `[their paper]` and `{{ Their Paper }}` become `{{ their_paper }}`."""
    pieces = _JINJA.split(text)
    pieces[::2] = [_BRACKETED.sub(_unbracket, piece) for piece in pieces[::2]]
    pieces[1::2] = [_NAMED.sub(_respell, piece) for piece in pieces[1::2]]
    return "".join(pieces)


def _unbracket(match: re.Match[str]) -> str:
    name = _place_name(match[1])
    return match[0] if name in _RESERVED else "{{ " + name + " }}"


def _respell(match: re.Match[str]) -> str:
    if _RESERVED.intersection(match["name"].lower().split()):
        return match[0]
    return f"{match['before']}{_place_name(match['name'])} "


def _place_name(written: str) -> str:
    return re.sub(r"[\s\-]+", "_", written.strip().lower())


class _Value(str):
    """A value that still knows, after a filter changed it, which placeholder it fills."""

    name: str
    mark: str

    def __new__(cls, text: str, name: str, mark: str = "") -> _Value:
        value = super().__new__(cls, text)
        value.name, value.mark = name, mark
        return value


class _Gap(Undefined):
    """A missing value: shown as a gap when printed, false in a condition, replaced by `default`."""

    @property
    def shown(self) -> _Value:
        """What is printed in its place."""
        name = self._undefined_name or "value"
        return _Value(gap_text(name), name, "!")


def _finalize(value: object) -> str:
    """Mark what was filled in. A plain string here is a literal of the template (`default("…")`)."""
    if isinstance(value, _Gap):
        value = value.shown
    if isinstance(value, _Value):
        return f"{_OPEN}{value.mark}{value.name}{_NAME_END}{value}{_CLOSE}"
    return str(value)


def _keeping_name(change: Callable[[str], str]) -> Callable[[object], object]:
    def apply(value: object) -> object:
        if isinstance(value, _Gap) or (isinstance(value, _Value) and value.mark):
            return value
        changed = change(str(value))
        return _Value(changed, value.name) if isinstance(value, _Value) else changed

    return apply


_FILTERS = {
    "lower": _keeping_name(str.lower),
    "upper": _keeping_name(str.upper),
    "title": _keeping_name(str.title),
    "capitalize": _keeping_name(str.capitalize),
    "trim": _keeping_name(str.strip),
}


@lru_cache(maxsize=1)
def _environment() -> ImmutableSandboxedEnvironment:
    environment = ImmutableSandboxedEnvironment(
        undefined=_Gap, finalize=_finalize, keep_trailing_newline=True, autoescape=False
    )
    environment.globals.clear()
    environment.filters.update(_FILTERS)
    return environment


# What a template may consist of. Loops, calls, attributes and arithmetic are programs, not templates.
_ALLOWED_NODES = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Const, nodes.Filter, nodes.If,
    nodes.CondExpr, nodes.Test, nodes.Compare, nodes.Operand, nodes.Not, nodes.And, nodes.Or,
)  # fmt: skip
_ALLOWED_FILTERS = frozenset({"default", "d", *_FILTERS})
_ALLOWED_TESTS = frozenset({"defined", "undefined"})


def names_in(text: str, first_line: int) -> list[str]:
    """Placeholders in the order they appear. Raises TemplateError for what a template may not contain."""
    try:
        tree = _environment().parse(text)
    except TemplateSyntaxError as error:
        line = error.lineno + first_line
        raise TemplateError(f"Line {line} of the template cannot be read: {_syntax_fault(text)}", line) from error
    names: dict[str, None] = {}
    for node in _walk(tree):
        line = (node.lineno or 1) + first_line
        if not isinstance(node, _ALLOWED_NODES):
            raise TemplateError(
                f"Line {line} of the template does more than fill places. Use {{{{name}}}}, "
                '{{name | default("…")}} and {% if name %}…{% endif %}.',
                line,
            )
        if isinstance(node, nodes.Filter) and node.name not in _ALLOWED_FILTERS:
            allowed = ", ".join(sorted(_ALLOWED_FILTERS - {"d"}))
            raise TemplateError(f'Line {line} of the template uses "| {node.name}". These work: {allowed}.', line)
        if isinstance(node, nodes.Test) and node.name not in _ALLOWED_TESTS:
            raise TemplateError(f'Line {line} of the template uses "is {node.name}". Use {{% if name %}}.', line)
        if isinstance(node, nodes.Name):
            names[node.name] = None
    return list(names)


def _syntax_fault(text: str) -> str:
    """What is likely wrong, in the person's words: Jinja's own speak of tokens."""
    for opening, closing, example in (("{{", "}}", "{{name}}"), ("{%", "%}", "{% if name %}…{% endif %}")):
        if text.count(opening) != text.count(closing):
            return f"a {opening} has no {closing} to close it, or the other way round. Write {example}."
    if len(re.findall(r"{%-?\s*if\b", text)) != len(re.findall(r"{%-?\s*endif\b", text)):
        return "an {% if name %} and an {% endif %} belong together, and one of them is missing."
    return "a place is not written as {{name}}. Names are letters, digits and underscores."


def _walk(node: nodes.Node) -> Iterator[nodes.Node]:
    yield node
    for child in node.iter_child_nodes():
        yield from _walk(child)


def parsed(text: str) -> nodes.Template:
    """The tree of a part of a template that can be read."""
    return _environment().parse(text)


@lru_cache(maxsize=64)
def _compiled(text: str) -> JinjaTemplate:
    return _environment().from_string(text)


def render(text: str, named: Mapping[str, _Value]) -> tuple[Segment, ...]:
    """Fill a part of a template; names without a value become gaps. Raises TemplateError when it cannot be filled."""
    try:
        rendered = _compiled(text).render(named)
    except (UndefinedError, SecurityError, TypeError) as error:
        raise TemplateError(f"The template cannot be filled: {error}. Use plain places like {{{{name}}}}.") from error
    segments: list[Segment] = []
    end = 0
    for match in _MARKED.finditer(rendered):
        if match.start() > end:
            segments.append(Segment(_PRIVATE.sub("", rendered[end : match.start()])))
        name = match[1]
        segments.append(Segment(match[2], name.lstrip("?!"), gap=name.startswith("!"), open=name.startswith("?")))
        end = match.end()
    if end < len(rendered):
        segments.append(Segment(_PRIVATE.sub("", rendered[end:])))
    return tuple(segments)


def literal_parts(text: str) -> list[str]:
    """The pieces of a template between its placeholders and conditions."""
    return _JINJA.split(text)[::2]
