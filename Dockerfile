# The service in an image of its own: no shell, no package manager, no user to become root with.
# Pin the base images by digest where builds must repeat byte for byte: --build-arg RUST_IMAGE=rust@sha256:…
ARG RUST_IMAGE=rust:1.95-bookworm
ARG RUNTIME_IMAGE=gcr.io/distroless/cc-debian12:nonroot

FROM ${RUST_IMAGE} AS build
# The allocator is built by make, which the image of Rust has; a slimmer one may lack it.
RUN command -v make >/dev/null || { apt-get update && apt-get install -y --no-install-recommends make; }
WORKDIR /src
# Dependencies first, against empty sources: this layer stands until Cargo.lock changes. What was made of the empty sources goes again, since
# cargo would take it for newer than the real ones.
COPY Cargo.toml Cargo.lock ./
COPY .cargo .cargo
COPY import/Cargo.toml import/
RUN mkdir -p src benches import/src \
    && touch src/lib.rs \
    && for file in build.rs src/main.rs benches/engine.rs import/src/main.rs; do echo 'fn main() {}' > "$file"; done \
    && cargo build --release --locked --package aalam \
    && cargo clean --release --locked --package aalam
COPY build.rs ./
COPY gazetteers gazetteers
COPY src src
RUN cargo build --release --locked --package aalam
# Lists with errors make no image. Without its symbols the binary is an eighth smaller.
RUN target/release/aalam check gazetteers \
    && mkdir -p /out/store \
    && strip --output-file=/out/aalam target/release/aalam

FROM ${RUNTIME_IMAGE}
LABEL org.opencontainers.image.title="aalam" \
      org.opencontainers.image.description="Finds the people, places and organisations in Arabic news" \
      org.opencontainers.image.licenses="Apache-2.0 OR MIT"
# The lists in the binary ask for their credits to go with them.
COPY NOTICE LICENSE-APACHE LICENSE-MIT /usr/share/doc/aalam/
# A volume mounted here belongs to the service.
COPY --from=build --chown=65532:65532 /out/store /var/lib/aalam
COPY --from=build /out/aalam /usr/local/bin/aalam
# By number, so that Kubernetes can tell it is not root.
USER 65532:65532
# Where the store of edits is made once there is a key that may edit.
WORKDIR /var/lib/aalam
# Others can reach that: it starts only with keys (AALAM_KEYS_FILE, AALAM_ADMIN_KEY), or with AALAM_OPEN_TAGGING=true in a private network.
ENV AALAM_LISTEN=0.0.0.0:8080
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=3s --start-period=15s --retries=3 CMD ["/usr/local/bin/aalam", "health"]
ENTRYPOINT ["/usr/local/bin/aalam"]
CMD ["serve"]
