#!/usr/bin/env bash
# Writes what the binary is made of, every crate with version, licence and checksum, as CycloneDX: target/sbom.json
set -euo pipefail
cd "$(dirname "$0")/.."
command -v cargo-cyclonedx >/dev/null || cargo install --locked cargo-cyclonedx
# The tool writes beside each package's manifest, that of the import tool too.
cargo cyclonedx --quiet --format json --spec-version 1.5 --override-filename sbom
rm import/sbom.json
mkdir -p target
mv sbom.json target/sbom.json
