"""Résumés as real PDF files, made byte by byte: with text, scanned, encrypted, long, broken."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

RESUME_LINES = (
    "Maya Lindqvist",
    "maya@ostlake.example | https://maya.example/work",
    "Education",
    "MSc Environmental Data Science, Ostlake College, 2023",
    "Thesis: “Grain Sizes in Shallow Estuaries”",
    "BSc Geography, Hartmoor University, 2020",
    "Experience",
    "Research assistant, Estuary Lab, Ostlake College, 2022 to 2024",
    "Measured sediment cores from 14 estuaries with a laser sieve",
    "Tutor for statistics, Hartmoor University, 2019",
    "Skills: Python, cartography, Swedish",
)


def _escaped(text: str) -> bytes:
    return text.encode("cp1252").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")


def text_pdf(pages: Sequence[Sequence[str]] = (RESUME_LINES,), link: str | None = None) -> bytes:
    """A PDF with these lines of text on its pages; the first page may have a link behind its first line."""
    objects: list[bytes] = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    kids = []
    for number, lines in enumerate(pages):
        content = b"BT /F1 11 Tf 14 TL 50 780 Td\n"
        content += b"".join(b"(" + _escaped(line) + b") Tj T*\n" for line in lines) + b"ET"
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content))
        annotation = b""
        if link and number == 0:
            annotation = (
                b"/Annots [<< /Type /Annot /Subtype /Link /Rect [50 770 200 790] /A << /S /URI /URI (%s) >> >>]"
                % _escaped(link)
            )
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R "
            b"/Resources << /Font << /F1 3 0 R >> >> %s >>" % (len(objects), annotation)
        )
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (b" ".join(kids), len(kids))
    return _file(objects)


def scanned_pdf() -> bytes:
    """A PDF whose page is one small grey picture."""
    pixels = bytes(range(0, 256, 4))
    paint = b"q 500 0 0 700 40 60 cm /Im1 Do Q"
    return _file(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [5 0 R] /Count 1 >>",
            b"<< /Type /XObject /Subtype /Image /Width 8 /Height 8 /ColorSpace /DeviceGray /BitsPerComponent 8 "
            b"/Length %d >>\nstream\n%s\nendstream" % (len(pixels), pixels),
            b"<< /Length %d >>\nstream\n%s\nendstream" % (len(paint), paint),
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
            b"/Resources << /XObject << /Im1 3 0 R >> >> >>",
        ]
    )


def encrypted_pdf(user_password: str) -> bytes:
    """The résumé behind a password; an empty one only forbids changes."""
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(BytesIO(text_pdf())))
    writer.encrypt(user_password, "owner", algorithm="AES-256")
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def _file(objects: Sequence[bytes]) -> bytes:
    out = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    places = []
    for number, one in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)
