"""Commands that look at the program itself: doctor, and read (what it keeps of a page)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from scribe_desktop.cli.guard import ExitCode, guarded
from scribe_desktop.cli.hints import hinted
from scribe_desktop.cli.options import AsJson, DataDir, opened
from scribe_desktop.cli.output import print_advice, print_json, print_text
from scribe_desktop.cli.progress import counting
from scribe_desktop.errors import ScribeError
from scribe_desktop.services.health import Check, CheckResult, Health

if TYPE_CHECKING:
    from scribe_desktop.services.app_context import AppContext

CHECK_SECONDS = 15.0
READ_SECONDS = 60.0
LEDGER_REASON = "Doctor: reachability"
"""How the privacy ledger names what doctor asks of others."""

_MARKS = {Health.OK: "✓", Health.NOTE: "·", Health.PROBLEM: "✗"}


@guarded
def doctor(context: typer.Context, data_dir: DataDir = None, as_json: AsJson = False) -> ExitCode:
    """Say what is set up, what can be reached, and what to do. Whom it asks is in the privacy ledger."""
    results: list[tuple[str, CheckResult]] = []
    # The ledger has every host that was asked, whatever for; here it says that it was not about anybody.
    with opened(context, data_dir) as app, app.contacts.because(LEDGER_REASON):
        for check in app.checks():
            with counting(f"Checking {check.name}"):
                result = _run(app, check)
            results.append((check.name, result))
            if not as_json:
                print_text(f"{_MARKS[result.health]} {check.name}: {result.found}")
                if result.advice:
                    print_advice(f"    {result.advice}")
    if as_json:
        print_json(
            [
                {"check": name, "health": one.health.value, "found": one.found, "advice": hinted(one.advice) or None}
                for name, one in results
            ]
        )
    problems = any(one.health is Health.PROBLEM for _, one in results)
    return ExitCode.SOME_FAILED if problems else ExitCode.DONE


def _run(app: AppContext, check: Check) -> CheckResult:
    try:
        return check.run(app.new_token(CHECK_SECONDS))
    except ScribeError as error:
        return CheckResult(Health.PROBLEM, error.message)


@guarded
def read(
    context: typer.Context,
    page: Annotated[str, typer.Argument(metavar="URL-or-FILE", help="A web page, or a saved one.")],
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Show which text of a web page drafts could rest on."""
    with opened(context, data_dir) as app, counting("Reading"):
        kept = app.read_page(page, app.new_token(READ_SECONDS))
    if as_json:
        print_json({"title": kept.title, "text": kept.text})
    else:
        print_text(f"{kept.title}\n\n{kept.text}" if kept.title else kept.text)
