#!/bin/sh
# usage: tag.sh ARTICLE.txt [OPTION=VALUE …]     for example: tag.sh article.txt types=person,place explain=true
#
# Prints the answer, or the problem on standard error. The service is at AALAM_URL; the key, where one is needed, is in AALAM_KEY. A 429 or 503 is tried again when its Retry-After says so (curl 7.76 or newer).
set -eu
url=${AALAM_URL:-http://localhost:8080}
article=$1
shift
# From standard input: what stands on a command line can be read by others of the machine.
authorization=${AALAM_KEY:+"header = \"Authorization: Bearer $AALAM_KEY\""}
query=$(IFS='&'; printf '%s' "$*")
answer=$(mktemp)
trap 'rm -f "$answer"' EXIT

if printf '%s\n' "$authorization" | curl --config - --silent --show-error --fail-with-body --output "$answer" \
    --connect-timeout 2 --max-time 12 --retry 4 --retry-max-time 30 \
    --header 'Content-Type: text/plain; charset=utf-8' --data-binary "@$article" "$url/v1/tag?$query"
then
    cat "$answer"
else
    cat "$answer" >&2
    exit 1
fi
