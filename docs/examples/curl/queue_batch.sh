#!/bin/sh
# Queue a batch and wait for its drafts. Needs curl and jq, and SCRIBE_URL and SCRIBE_TOKEN in the environment.
# Usage: sh queue_batch.sh batch.json
set -eu

api() { # api METHOD PATH [more options of curl]; the token goes in by a pipe, so that no list of processes shows it
    method=$1 path=$2
    shift 2
    printf 'header = "Authorization: Bearer %s"\n' "$SCRIBE_TOKEN" |
        curl --config - --silent --show-error --fail-with-body --request "$method" "$@" "$SCRIBE_URL$path"
}

answer=$(api POST /api/queue/batch --json "@$1") || {
    echo "$answer" >&2 # the reason, as JSON
    exit 1
}
ids=$(echo "$answer" | jq --compact-output .queue_item_ids)
echo "Queued: $(echo "$ids" | jq length)"

while :; do
    answer=$(api GET /api/queue/)
    items=$(echo "$answer" | jq --argjson ids "$ids" '[.[] | select(.id | IN($ids[]))]')
    echo "$items" | jq --raw-output '.[] | "  \(.recipient_name): \(.status) \(.current_step // "")"'
    echo "$items" | jq --exit-status 'all(.status == "completed" or .status == "failed")' >/dev/null && break
    if [ "$(api GET /api/queue/summary | jq .paused)" = true ]; then
        echo "  The queue is paused; the window, or scribe doctor, says why. End this with Ctrl-C." >&2
    fi
    sleep 2
done

echo "$items" | jq --raw-output '.[] | select(.status == "failed") | "\(.recipient_name) failed: \(.error_message)"'
for id in $(echo "$items" | jq --raw-output '.[].email_id // empty'); do
    api GET "/api/email/$id" | jq --raw-output '"\n\(.subject) (\(.review_state))\n\n\(.email_message)"'
done
