# syntax=docker/dockerfile:1

# Builds on the builder's own platform and cross-compiles, so that an image for another one needs no emulation.
# The same sources and arguments give the same binary: no paths, no VCS stamp, no build ID in it.
FROM --platform=$BUILDPLATFORM golang:1.26.8 AS build
WORKDIR /src
ENV CGO_ENABLED=0 GOTOOLCHAIN=local GOCACHE=/cache/go-build

COPY go.mod go.sum ./
RUN --mount=type=cache,target=/go/pkg/mod go mod download && go mod verify

COPY . .
ARG TARGETOS
ARG TARGETARCH
ARG VERSION=dev
ARG REVISION=
RUN --mount=type=cache,target=/go/pkg/mod --mount=type=cache,target=/cache/go-build \
    GOOS=$TARGETOS GOARCH=$TARGETARCH go build -trimpath -buildvcs=false \
      -ldflags "-s -w -buildid= -X frontdesk/internal/build.version=$VERSION -X frontdesk/internal/build.revision=$REVISION" \
      -o /out/frontdesk ./cmd/frontdesk && \
    mkdir -m 0700 /out/data && cp /usr/local/go/lib/time/zoneinfo.zip /etc/ssl/certs/ca-certificates.crt /out/

# Nothing but the binary, the roots it trusts and the time zones. It writes to /data alone, so the root file system may
# be mounted read-only:
#   docker run --read-only --cap-drop=ALL --security-opt=no-new-privileges -v frontdesk:/data -e TELEGRAM_TOKEN frontdesk
FROM scratch
COPY --from=build /out/ca-certificates.crt /etc/ssl/certs/
COPY --from=build /out/zoneinfo.zip /usr/share/
COPY --from=build /out/frontdesk /usr/bin/frontdesk
# A new volume takes over this folder's owner; a bind mount must belong to 65532 already.
COPY --from=build --chown=65532:65532 /out/data /data

# Inside a container the health server listens on every interface; nobody outside reaches it unless its port is published.
ENV FRONTDESK_DATA=/data FRONTDESK_HTTP=:8090 ZONEINFO=/usr/share/zoneinfo.zip
USER 65532:65532
WORKDIR /data
VOLUME /data
EXPOSE 8090
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 CMD ["/usr/bin/frontdesk", "health"]
ENTRYPOINT ["/usr/bin/frontdesk"]
