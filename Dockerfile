FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -trimpath -ldflags="-s -w" -o /cicerone ./cmd/cicerone && mkdir /data

FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates tesseract-ocr tesseract-ocr-por tesseract-ocr-eng \
    && rm -rf /var/lib/apt/lists/* && useradd --uid 65532 --no-create-home nonroot
COPY --from=build /cicerone /cicerone
COPY --from=build --chown=nonroot:nonroot /data /data
USER nonroot
ENV CICERONE_DATA=/data CICERONE_ADDRESS=0.0.0.0 CICERONE_LOG_FORMAT=json
EXPOSE 8080
VOLUME /data
HEALTHCHECK --interval=10s --timeout=6s --start-period=60s CMD ["/cicerone", "health"]
ENTRYPOINT ["/cicerone"]
CMD ["serve"]
