"""Looking for a secret in files, in all the forms in which they may hold it."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from urllib.parse import quote


def writings(secret: str) -> dict[str, bytes]:
    """The forms in which a file may hold a secret."""
    data = secret.encode()
    found = {
        "plain": data,
        "utf-16-le": secret.encode("utf-16-le"),
        "utf-16-be": secret.encode("utf-16-be"),
        "hex": data.hex().encode(),
        "URL": quote(secret, safe="").encode(),
        "JSON": json.dumps(secret)[1:-1].encode(),
        "reversed": secret[::-1].encode(),
        "latin-1": secret.encode("latin-1"),
    }
    for shift in range(3):
        whole = base64.b64encode(bytes(shift) + data)
        found[f"base64, shifted by {shift}"] = whole[(0, 4, 4)[shift] : len(whole) // 4 * 4 - 4]
    return found


def files_with(folder: Path, *secrets: str) -> list[str]:
    """Every file below the folder that holds one of the secrets, and in which form."""
    found = []
    for path in sorted(folder.rglob("*")):
        if not path.is_file() or path.is_symlink():
            continue
        content = path.read_bytes()
        forms = [form for one in secrets for form, sought in writings(one).items() if sought and sought in content]
        found += [f"{path.relative_to(folder)} ({', '.join(dict.fromkeys(forms))})"] if forms else []
    return found
