"""The text that explains the files of an export: of every one that is there, and of no other."""

from __future__ import annotations

import textwrap
from collections.abc import Collection, Sequence
from fnmatch import fnmatchcase

HEAD = """Everything that Scribe kept for you, as plain files. Written {made_at}.

The files are yours and need no program of ours: .csv opens in any spreadsheet, .json in any
programming language, .eml in any mail program, .md and .txt in any editor. All text is UTF-8.
Times are in UTC. Keys and passwords are not here: they are in your computer's keyring.

"""
FOOT = """
A ' in front of a cell that begins with = + - or @ keeps a spreadsheet from taking it for a formula.
"""
_INDENT = 32
_WIDTH = 96

FILES: Sequence[tuple[str, Sequence[str], str]] = (
    ("README.txt", ("README.txt",), "this text"),
    ("queue.csv, queue.json", ("queue.*",), "the people you imported, and what became of each"),
    (
        "drafts/",
        ("drafts/*",),
        "each draft as a message (.eml) and as a text to read with its sources (.md); the numbers are the order in "
        "which they were made",
    ),
    ("drafts.csv", ("drafts.csv",), "all drafts as a table, as mail-merge tools read it"),
    ("drafts.json", ("drafts.json",), "all drafts with evidence and findings"),
    (
        "draft-versions.json",
        ("draft-versions.json",),
        "earlier words of drafts that you edited or had written anew",
    ),
    ("templates/", ("templates/*",), "the text of every template and version"),
    ("templates.json", ("templates.json",), "the list of these texts"),
    ("template-library.json", ("template-library.json",), "the names under which you keep templates"),
    (
        "template-library-versions.json",
        ("template-library-versions.json",),
        "which text is which version of which of them",
    ),
    ("research.json", ("research.json",), "what each step found and wrote, person by person"),
    ("pages/", ("pages/*",), "the text of web pages that are still kept"),
    ("people-chosen.json", ("people-chosen.json",), "which of several people of one name you chose"),
    (
        "privacy-ledger.csv, .json",
        ("privacy-ledger.*",),
        'every computer that was asked about someone, when, and what was sent there; an empty "sent" with a '
        '"same_as" repeats that entry',
    ),
    ("model-costs.csv, .json", ("model-costs.*",), "requests to a model, with tokens and money"),
    ("tokens.json", ("tokens.json",), "names and dates of tokens for the local API, not the tokens"),
    ("sent-mail.json", ("sent-mail.json",), "to whom you wrote, from your own sent mail, as you pointed to it"),
    ("settings.json", ("settings.json",), "your settings"),
    (
        "more/approved-evidence.json",
        ("more/approved-evidence.json",),
        "what approved drafts rested on when you approved them",
    ),
    (
        "more/draft-words.json",
        ("more/draft-words.json",),
        "what each draft says of its own, by which drafts that are too alike are found",
    ),
    (
        "more/idempotency-keys.json",
        ("more/idempotency-keys.json",),
        "what scripts were answered in the last day, so that nothing is queued twice",
    ),
    ("more/profile.json", ("more/profile.json",), "the number by which this data folder calls itself"),
    ("more/queue-state.json", ("more/queue-state.json",), "whether the queue is paused, and why"),
    (
        "more/research-cache.json",
        ("more/research-cache.json",),
        "answers of searches that are kept for a while, so that they are not asked for again",
    ),
    ("more/", ("more/*",), "other small tables of the program"),
)
"""How the files are called in the text, the names that are meant, and what they are; the first that fits counts."""


def readme(made_at: str, names: Collection[str]) -> str:
    """The text for an export of these files, by their names in it. `made_at` says when it was written."""
    left = {*names, "README.txt"}
    lines = []
    for title, patterns, what in FILES:
        meant = {name for name in left if any(fnmatchcase(name, pattern) for pattern in patterns)}
        if meant:
            left -= meant
            lines += _entry(title, what)
    return HEAD.format(made_at=made_at) + "".join(f"{line}\n" for line in lines) + FOOT


def _entry(title: str, what: str) -> list[str]:
    first, *others = textwrap.wrap(what, _WIDTH - _INDENT)
    return [f"{title:<{_INDENT - 1}} {first}", *(" " * _INDENT + one for one in others)]
