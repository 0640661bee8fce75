#!/usr/bin/env bash
# Sends the service what its own description allows, and what it does not, and holds the answers against the description.
#
# usage: schemathesis.sh BINARY VENV_FOLDER [SECONDS]
#
# Starts the binary on a free port of the loopback. Bounded: without SECONDS the requests go on for two minutes.
set -euo pipefail
binary=$1 venv=$2 seconds=${3:-120}
here=$(cd "$(dirname "$0")" && pwd)
package=schemathesis==4.32.5

# Absolute, since the run itself happens in a scratch folder.
binary=$(realpath "$binary") venv=$(realpath --canonicalize-missing "$venv")
stamp="$venv/schemathesis.txt"
if [ "$(cat "$stamp" 2>/dev/null)" != "$package" ]; then
    [ -x "$venv/bin/python" ] || python3 -m venv "$venv"
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check "$package"
    echo "$package" >"$stamp"
fi

scratch=$(mktemp -d)
key=key-of-this-check
AALAM_LISTEN=127.0.0.1:0 AALAM_STORE="$scratch/edits.sqlite" AALAM_ADMIN_KEY=$key "$binary" serve >/dev/null 2>"$scratch/log" &
service=$!
trap 'kill "$service" 2>/dev/null || true; wait "$service" 2>/dev/null || true; rm -rf "$scratch"' EXIT
for _ in $(seq 150); do
    address=$(sed -n 's/.*"address":"\([^"]*\)".*/\1/p' "$scratch/log")
    [ -z "$address" ] || break
    kill -0 "$service" 2>/dev/null || { cat "$scratch/log" >&2; echo "the service did not start" >&2; exit 1; }
    sleep 0.2
done
[ -n "$address" ] || { echo "the service did not start in time" >&2; exit 1; }
url="http://$address"

# From a file: of a description that is fetched, its own address is left out of what is tested.
"$venv/bin/python" -c 'import sys, urllib.request; urllib.request.urlretrieve(*sys.argv[1:])' "$url/openapi.json" "$scratch/openapi.json"
# The seed is fixed, so that what fails can be sent again; the folder of the run is scratch, so that nothing is left behind.
cd "$scratch"
SCHEMATHESIS_HOOKS="$here/schemathesis_hooks.py" "$venv/bin/schemathesis" --config-file "$here/schemathesis.toml" \
    run openapi.json --url "$url" --header "Authorization: Bearer $key" --checks all --max-time "$seconds" --seed 1 --continue-on-failure --no-color
kill -0 "$service" || { echo "the service ended under the requests" >&2; exit 1; }
