"""The review bundle: a zip whose page is taken apart by Python's own HTML parser, hostile texts included."""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import re
import zipfile
from dataclasses import replace
from email import message_from_bytes
from email.policy import default
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from uuid import uuid4

import pytest

from scribe_desktop.domain.email import EmailDraft, Finding, FindingKind, ReviewState
from scribe_desktop.domain.evidence import Claim, EvidenceKind, LeftOut
from scribe_desktop.errors import InputError
from scribe_desktop.services.draft_export import ExportFormat, export_drafts
from scribe_desktop.services.review_page import is_web_address
from scribe_desktop.services.review_research import Research
from tests.factories import email, paper, passage

STATEMENT = "I read “Tidal Sorting” with care."
PLANTED = "You won the Marlowe Prize in 2021."
BODY = f"Dear Prof. Varnholt,\n\n{STATEMENT} {PLANTED}\n\nMaya\nOstlake"
HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(2)>\u202egpj.exe'
SCRIPT_LINK = "javascript:alert(document.cookie)"


class Page(HTMLParser):
    """What is in a page: tags with attributes, text by the class of its nearest marked parent, and ids."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.marks: dict[str, list[str]] = {}
        self.text = ""
        self._mark: str | None = None
        self._skip = False
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._skip = tag == "style"
        if tag == "mark":
            self._mark = dict(attrs)["class"] or ""
            self.marks.setdefault(self._mark, []).append("")

    def handle_endtag(self, tag: str) -> None:
        self._skip = False
        if tag == "mark":
            self._mark = None

    def handle_data(self, data: str) -> None:
        if self._skip:
            return
        self.text += data
        if self._mark is not None:
            self.marks[self._mark][-1] += data

    def attributes(self, name: str) -> list[str]:
        return [value for _, attributes in self.tags for key, value in attributes.items() if key == name and value]


def draft(**changes: Any) -> EmailDraft:
    finding = Finding(FindingKind.UNSUPPORTED, PLANTED, PLANTED, "No saved passage says so.")
    claim = Claim(STATEMENT, "https://karlsvale.example/p", "Her page", "Varnholt wrote “Tidal Sorting”.",
                  EvidenceKind.PAGE)  # fmt: skip
    values: dict[str, Any] = {"id": uuid4(), "body": BODY, "evidence": (claim,), "recipient_email": "v@k.example"}
    return email(**{"findings": (finding,), "review_state": ReviewState.NEEDS_REVIEW, **values, **changes})


def bundle(folder: Path, drafts: list[EmailDraft], research: Research | None = None) -> zipfile.ZipFile:
    (path,) = export_drafts(drafts, folder, ExportFormat.BUNDLE, lambda one: research or Research()).files
    return zipfile.ZipFile(path)


def page_of(archive: zipfile.ZipFile) -> tuple[Page, str]:
    text = archive.read("review/index.html").decode("utf-8")
    return Page(text), text


def test_everything_a_reviewer_needs_is_in_one_zip(tmp_path: Path) -> None:
    research = Research(
        (passage("Varnholt wrote “Tidal Sorting”."),),
        (paper(),),
        (LeftOut("A namesake", "https://x.example", "another field"),),
    )
    other = draft(recipient_name="ILSE/../Other", review_state=ReviewState.APPROVED)
    archive = bundle(tmp_path, [draft(), other], research)
    assert archive.testzip() is None
    assert sorted(archive.namelist()) == [
        "review/drafts.csv", "review/drafts.md", "review/drafts/ilse-other.eml", "review/drafts/prof-ilse-varnholt.eml",
        "review/index.html", "review/passages/ilse-other.txt", "review/passages/prof-ilse-varnholt.txt",
    ]  # fmt: skip
    message = message_from_bytes(archive.read("review/drafts/prof-ilse-varnholt.eml"), policy=default)
    assert (message["To"], message["X-Unsent"]) == ("v@k.example", "1")
    rows = list(csv.DictReader(io.StringIO(archive.read("review/drafts.csv").decode("utf-8-sig"))))
    assert [row["Body"] for row in rows] == [BODY, BODY]
    text = archive.read("review/passages/prof-ilse-varnholt.txt").decode("utf-8")
    assert "Varnholt wrote “Tidal Sorting”." in text
    assert "shallow estuary" in text  # the paper's abstract
    assert "another field" in text


def test_each_sentence_is_marked_and_leads_to_its_passage(tmp_path: Path) -> None:
    page, _ = page_of(bundle(tmp_path, [draft()]))
    assert page.marks["held"] == ["has a source", STATEMENT]
    assert page.marks["doubt"] == ["needs a look", PLANTED]
    assert "No saved passage says so." in page.text
    assert "Varnholt wrote “Tidal Sorting”." in page.text
    ids = set(page.attributes("id"))
    inner = [one[1:] for one in page.attributes("href") if one.startswith("#") and len(one) > 1]
    assert {"d1", "d1e1"} <= ids
    assert set(inner) <= ids


def test_a_confirmed_statement_is_shown_as_the_writers_word(tmp_path: Path) -> None:
    one = draft()
    sworn = replace(one, findings=(replace(one.findings[0], confirmed=True),), review_state=ReviewState.READY)
    page, _ = page_of(bundle(tmp_path, [sworn]))
    assert page.marks["sworn"] == ["confirmed by the writer", PLANTED]
    assert "1 to check" not in page.text


def test_contents_names_every_draft_with_its_state(tmp_path: Path) -> None:
    drafts = [draft(recipient_name=f"Person {state.value}", review_state=state) for state in ReviewState]
    page, _ = page_of(bundle(tmp_path, drafts))
    for words in ("4 drafts to review", "needs review", "ready", "approved", "discarded", "Person approved"):
        assert words in page.text


def test_hostile_texts_stay_texts(tmp_path: Path) -> None:
    claim = Claim(HOSTILE, SCRIPT_LINK, HOSTILE, HOSTILE, EvidenceKind.PAGE)
    one = draft(
        recipient_name=HOSTILE, subject=HOSTILE, body=HOSTILE, recipient_email=HOSTILE, evidence=(claim,),
        findings=(Finding(FindingKind.NAME, HOSTILE, HOSTILE, HOSTILE),),
    )  # fmt: skip
    found = Research(
        (passage(HOSTILE, url="data:text/html,<script>1</script>", title=HOSTILE, reason=HOSTILE),),
        (paper(HOSTILE, url="file:///etc/passwd", authors=(HOSTILE,)),),
        (LeftOut(HOSTILE, 'https://x.example/" onclick="alert(3)', HOSTILE),),
    )
    page, text = page_of(bundle(tmp_path, [one], found))
    assert {tag for tag, _ in page.tags}.isdisjoint({"script", "img", "iframe", "object", "form", "link", "base"})
    assert not [name for _, attributes in page.tags for name in attributes if name.startswith("on")]
    assert "\u202e" not in text
    assert "<script>alert(1)</script>" in page.text  # shown, as what it is
    assert not [one for one in page.attributes("href") if re.match(r"(?i)\s*(javascript|data|file|vbscript):", one)]


def test_links_are_web_addresses_and_files_of_the_zip(tmp_path: Path) -> None:
    archive = bundle(tmp_path, [draft(recipient_name="汐見 遥")], Research((passage("x"),)))
    page, _ = page_of(archive)
    links = [one for one in page.attributes("href") if not one.startswith("#")]
    outside = [one for one in links if "://" in one]
    assert set(outside) == {"https://karlsvale.example/p", "https://karlsvale.example/people/varnholt"}
    assert all(f"review/{unquote(one)}" in archive.namelist() for one in links if one not in outside)


def test_the_policy_allows_the_pages_own_style_and_nothing_else(tmp_path: Path) -> None:
    page, text = page_of(bundle(tmp_path, [draft()]))
    (policy,) = [
        values["content"] for tag, values in page.tags if values.get("http-equiv") == "Content-Security-Policy"
    ]
    style = re.search(r"<style>(.*?)</style>", text, re.DOTALL)
    assert style is not None
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    assert not page.attributes("style") and not page.attributes("src")
    assert "prefers-color-scheme:dark" in style[1] and "@media print" in style[1]
    assert "url(" not in style[1] and "@import" not in style[1]


@pytest.mark.parametrize(
    ("address", "good"),
    [
        ("https://a.example/p?q=1", True), ("HTTP://a.example", True), ("javascript:alert(1)", False),
        ("java\nscript:alert(1)", False), ("https://", False), ("//a.example", False), ("data:text/html,x", False),
        ("mailto:a@b.example", False), ("https://[::bad", False), ("", False), (" https://a.example", False),
        ("https://evil.example\\@good.example/", False),
    ],
)  # fmt: skip
def test_only_web_addresses_become_links(address: str, good: bool) -> None:
    assert is_web_address(address) == good


def test_two_people_whose_names_differ_in_case_have_two_files(tmp_path: Path) -> None:
    names = bundle(tmp_path, [draft(recipient_name="Bo Lind"), draft(recipient_name="BO LIND")]).namelist()
    assert {"review/drafts/bo-lind.eml", "review/drafts/bo-lind-2.eml"} <= set(names)


def test_a_bundle_of_other_drafts_overwrites_nothing_and_a_failed_one_leaves_nothing(tmp_path: Path) -> None:
    bundle(tmp_path, [draft()])
    bundle(tmp_path, [draft()])

    def fails(one: EmailDraft) -> Research:
        raise InputError("It cannot be read.")

    with pytest.raises(InputError):
        export_drafts([draft()], tmp_path, ExportFormat.BUNDLE, fails)
    assert sorted(one.name for one in tmp_path.glob("[!.]*")) == ["review-2.zip", "review.zip"]
