"""Queue the people of a CSV with a template, wait for their drafts, and print them. Nothing is sent to anybody.

Needs httpx2 (`pip install httpx2`), and SCRIBE_URL and SCRIBE_TOKEN in the environment.
Usage: python queue_batch.py people.csv template.txt     (columns: name, interest)
"""

from __future__ import annotations

import csv
import os
import sys
import time
import uuid
from pathlib import Path
from typing import Any

import httpx2

POLL_SECONDS = 2.0


def main(people: Path, template: Path) -> int:
    """Return 0 when every draft was written, 1 when some failed."""
    token = os.environ["SCRIBE_TOKEN"]
    with httpx2.Client(
        base_url=os.environ["SCRIBE_URL"],
        headers={"Authorization": f"Bearer {token}"},
        trust_env=False,  # a proxy must not be asked for an address on this computer
    ) as api:
        ids = queue(api, people, template)
        print(f"Queued: {len(ids)}")
        items = wait_for(api, ids)
        for item in items:
            show(api, item)
    return 0 if all(item["status"] == "completed" for item in items) else 1


def queue(api: httpx2.Client, people: Path, template: Path) -> list[str]:
    """Queue everybody in the file; the ids, in the order of its rows."""
    with people.open(encoding="utf-8-sig", newline="") as file:
        items = [{"recipient_name": row["name"], "recipient_interest": row["interest"]} for row in csv.DictReader(file)]
    body = {"items": items, "email_template": template.read_text("utf-8")}
    # With this header, sending the same request again after a broken connection queues nothing twice.
    answer = checked(api.post("/api/queue/batch", json=body, headers={"Idempotency-Key": str(uuid.uuid4())}))
    ids: list[str] = answer.json()["queue_item_ids"]
    return ids


def wait_for(api: httpx2.Client, ids: list[str]) -> list[dict[str, Any]]:
    """Poll until none of them is pending or processing. One that was cancelled is no longer in the list."""
    etag = ""
    while True:
        answer = checked(api.get("/api/queue/", headers={"If-None-Match": etag} if etag else {}))
        if answer.status_code != 304:  # 304: nothing has changed since the last answer
            etag = answer.headers["ETag"]
            items = [item for item in answer.json() if item["id"] in ids]
            for item in items:
                print(f"  {item['recipient_name']}: {item['status']} {item['current_step'] or ''}".rstrip())
            if all(item["status"] in ("completed", "failed") for item in items):
                return items
        if checked(api.get("/api/queue/summary")).json()["paused"]:
            reason = checked(api.get("/health")).json()["worker"]["reason"]
            print(f"  The queue is paused ({reason}). It goes on when that is mended; end this with Ctrl-C.")
        time.sleep(POLL_SECONDS)


def show(api: httpx2.Client, item: dict[str, Any]) -> None:
    """Print the draft, or why there is none."""
    if item["status"] == "failed":
        print(f"\n{item['recipient_name']} failed: {item['error_message']}")
        return
    email = checked(api.get(f"/api/email/{item['email_id']}")).json()
    print(f"\n{email['subject']} ({email['review_state']})\n\n{email['email_message']}")
    for one in email["evidence"]:
        print(f"  rests on: {one['source_title']} {one['source_url']}")


def checked(answer: httpx2.Response) -> httpx2.Response:
    """The answer, unless it is an error: then its sentence ends the program."""
    if answer.status_code >= 400:
        sys.exit(f"{answer.status_code}: {answer.json()['detail']}")
    return answer


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
