# syntax=docker/dockerfile:1
# The app as one image: the page and the font, the binary, and a Debian that runs it as nobody in particular.

FROM node:20-bookworm-slim AS web
WORKDIR /src/web
COPY web/package.json web/package-lock.json web/.npmrc ./
COPY web/graphiql/package.json graphiql/
COPY web/paper/package.json paper/
RUN npm ci
COPY web/ ./
RUN npm run build --silent

FROM rust:1.95-bookworm AS build
WORKDIR /src
COPY . .
COPY --from=web /src/web/dist web/dist
# The caches outlive the layer, so the binary is copied out of them in the same step.
RUN --mount=type=cache,target=/usr/local/cargo/registry \
    --mount=type=cache,target=/src/target \
    cargo build --locked --release -p cangliu-api \
    && install -D target/release/cangliu /out/cangliu

FROM debian:bookworm-slim
RUN apt-get update \
    && apt-get install -y --no-install-recommends ca-certificates tzdata \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --home-dir /var/lib/cangliu --create-home cangliu \
    # A volume laid over an empty directory takes its owner from it.
    && install -d -o cangliu -g cangliu -m 700 /var/lib/cangliu-people
COPY --from=build /out/cangliu /usr/local/bin/cangliu
COPY LICENSE /usr/share/doc/cangliu/LICENSE
# The licence of the font within the binary.
COPY --from=web /src/web/dist/paper/OFL.txt /usr/share/doc/cangliu/OFL.txt
USER cangliu
ENV CANGLIU_LISTEN=0.0.0.0:8080 CANGLIU_DATA_DIR=/var/lib/cangliu
VOLUME /var/lib/cangliu
EXPOSE 8080
# `serve` ends in good order on SIGTERM, which is what a stop sends.
ENTRYPOINT ["cangliu"]
CMD ["serve"]
