"""How a file of recipients is read, shown before anything is queued."""

from __future__ import annotations

from scribe_desktop.cli.output import print_json, print_table, print_text, say
from scribe_desktop.services.recipient_import import ImportPreview, RecipientFile

_DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}


def delimiter_word(character: str) -> str:
    """A separator in words."""
    return _DELIMITERS.get(character, repr(character))


def say_assumptions(file: RecipientFile) -> None:
    """Say what was guessed about a file before it is used, and how to say it better."""
    for what, guess in file.assumptions:
        if what == "encoding":
            say(f"{file.file_name} is read as {guess}, which is a guess. Where letters are wrong, say --encoding NAME.")
        else:
            word = delimiter_word(guess)
            say(f"{file.file_name} is read as separated by {word}, which is a guess. Say --delimiter if it is not so.")


def show_preview(preview: ImportPreview, as_json: bool) -> None:
    """Print encoding, delimiter, matched columns, first rows and every problem."""
    if as_json:
        print_json(_document(preview))
        return
    how = []
    if preview.encoding:
        how.append(preview.encoding + ("" if preview.encoding_certain else " (a guess: check the letters below)"))
    if preview.delimiter:
        guess = "" if preview.delimiter_certain else " (a guess: check the columns below)"
        how.append(f"separated by {delimiter_word(preview.delimiter)}{guess}")
    if preview.sheet:
        how.append(f"sheet {preview.sheet}")
    print_text(" · ".join(how))
    if not preview.encoding_certain:
        print_text("Where letters are wrong, say how the file is encoded: --encoding NAME, for example windows-1250.")
    if not preview.delimiter_certain:
        print_text(
            "Where cells run together or apart, say what separates them: --delimiter comma, semicolon, tab, bar."
        )
    columns = [(one.header, one.field or "not used", " · ".join(one.samples)) for one in preview.columns]
    print_table(("Column", "Used as", "First cells"), columns)
    if preview.rows:
        headers = list(preview.rows[0])
        print_table(headers, [[row.get(header, "") for header in headers] for row in preview.rows])
    for problem in preview.problems:
        print_text(problem.sentence)
    rows = "1 row" if preview.row_count == 1 else f"{preview.row_count:,} rows"
    print_text(f"{rows}, {preview.usable_count:,} can be used.")
    if preview.duplicate_count:
        print_text(f"{preview.duplicate_count:,} of these are of a person named further up, and are left out.")
    if preview.known_count:
        print_text(
            f"{preview.known_count:,} of these are in the queue already, have a draft or were written to, and are left "
            "out."
        )


def _document(preview: ImportPreview) -> dict[str, object]:
    return {
        "encoding": preview.encoding,
        "delimiter": preview.delimiter,
        "columns": [
            {"number": one.number, "header": one.header, "field": one.field, "samples": list(one.samples)}
            for one in preview.columns
        ],
        "rows": [dict(row) for row in preview.rows],
        "problems": [
            {"line": one.line, "kind": one.kind.value, "reason": one.reason, "sentence": one.sentence}
            for one in preview.problems
        ],
        "encoding_certain": preview.encoding_certain,
        "delimiter_certain": preview.delimiter_certain,
        "sheet": preview.sheet,
        "row_count": preview.row_count,
        "usable_count": preview.usable_count,
        "duplicate_count": preview.duplicate_count,
        "known_count": preview.known_count,
    }
