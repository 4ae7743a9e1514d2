"""Which places of a template need a value, and which it can do without: `default("…")`, `{% if name %}`."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from jinja2 import nodes

from scribe_desktop.domain.template_syntax import parsed


@lru_cache(maxsize=64)
def needed_names(text: str) -> frozenset[str]:
    """Names that leave a gap in this part of a template when they have no value."""
    return frozenset(_needed(parsed(text).body, frozenset()))


def _needed(parts: Iterable[nodes.Node], present: frozenset[str]) -> set[str]:
    """Names that may be printed without a value; those in `present` have one here, since a condition says so."""
    return {name for one in parts for name in _needed_by(one, present)}


def _needed_by(node: nodes.Node, present: frozenset[str]) -> set[str]:
    match node:
        case nodes.Name():
            return set() if node.name in present else {node.name}
        case nodes.Filter(name="default" | "d"):
            return _needed(node.args, present)
        case nodes.Or():
            return _needed_by(node.right, present)  # the left one is printed only when it has a value
        case nodes.If():
            branches = _needed(node.body, present | _there(node.test))
            return branches | _needed((*node.elif_, *node.else_), present | _there(node.test, if_true=False))
        case nodes.CondExpr():
            other = () if node.expr2 is None else (node.expr2,)
            branches = _needed_by(node.expr1, present | _there(node.test))
            return branches | _needed(other, present | _there(node.test, if_true=False))
        case nodes.Test() | nodes.Compare() | nodes.Not():
            return set()  # printed as True or False
        case _:
            return _needed(node.iter_child_nodes(), present)


def _there(test: nodes.Node, if_true: bool = True) -> frozenset[str]:
    """Names that have a value when the condition holds, or when it does not."""
    match test:
        case nodes.Name() if if_true:
            return frozenset((test.name,))
        case nodes.Test(name=kind, node=nodes.Name(name=name)) if kind == ("defined" if if_true else "undefined"):
            return frozenset((name,))
        case nodes.Not():
            return _there(test.node, not if_true)
        case nodes.And() if if_true:
            return _there(test.left) | _there(test.right)
        case nodes.Or() if not if_true:
            return _there(test.left, False) | _there(test.right, False)
        case _:
            return frozenset()
