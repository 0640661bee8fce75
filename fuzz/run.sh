#!/usr/bin/env bash
# Runs every fuzz target for some seconds each (60), or those that are named: fuzz/run.sh [SECONDS] [TARGET…]
# Needs cargo-fuzz (cargo install --locked cargo-fuzz). The pinned stable Rust does: RUSTC_BOOTSTRAP lets it take the flags of coverage.
set -euo pipefail
cd "$(dirname "$0")"
export RUSTC_BOOTSTRAP=1
seconds=${1:-60}
shift || true
targets=("$@")
[ ${#targets[@]} -gt 0 ] || mapfile -t targets < <(cargo fuzz list --fuzz-dir .)
# Another sanitizer, or none, which is faster: SANITIZER=none fuzz/run.sh
options=(--fuzz-dir . --sanitizer "${SANITIZER:-address}")

cargo fuzz build "${options[@]}"
for target in "${targets[@]}"; do
    printf '\n== %s\n' "$target"
    # What is found new goes to the first folder; the seeds stay as they are.
    mkdir -p "work/$target" "corpus/$target"
    cargo fuzz run "${options[@]}" "$target" "work/$target" "corpus/$target" -- \
        -dict=words.dict -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -max_len=4096 -print_final_stats=1
done
