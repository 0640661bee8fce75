//! Traces: a span for each request that was answered, sent to an OpenTelemetry collector.
//!
//! OTLP over plain HTTP, from a thread of its own, so that no request waits for the collector; when it does not take them, spans are
//! dropped, and the log says so. There is no TLS: the collector stands beside the service, and passes on what it gets.

use std::future::{Future, ready};
use std::io;
use std::pin::Pin;
use std::time::Duration;

use anyhow::Context as _;
use axum::body::Bytes;
use axum::http::{Request, Response, Uri};
use opentelemetry::trace::{
    Span, SpanBuilder, SpanContext, SpanId, SpanKind, Status, TraceContextExt, TraceFlags, TraceId, TraceState, Tracer, TracerProvider,
};
use opentelemetry::{Context, KeyValue};
use opentelemetry_http::{HttpClient, HttpError};
use opentelemetry_otlp::{Protocol, SpanExporter, WithExportConfig, WithHttpConfig};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::trace::{SdkTracer, SdkTracerProvider};

use super::http;
use crate::server::{Answered, TraceParent};

const SERVICE: &str = "aalam";
/// Where a collector takes spans, as the standard has it.
const PATH: &str = "/v1/traces";
/// Spans of a collector that takes longer are dropped.
const TIMEOUT: Duration = Duration::from_secs(5);

/// The sending of spans, from [`start`](Self::start) to [`end`](Self::end).
#[derive(Debug)]
pub(super) struct Traces(SdkTracerProvider);

impl Traces {
    /// Sends to a collector, from a thread that is started here.
    ///
    /// # Errors
    /// If the address cannot be used.
    pub(super) fn start(collector: &Uri) -> anyhow::Result<Self> {
        let endpoint =
            if collector.path() == "/" { format!("{}{PATH}", collector.to_string().trim_end_matches('/')) } else { collector.to_string() };
        let exporter = SpanExporter::builder().with_http().with_http_client(Plain).with_protocol(Protocol::HttpBinary);
        let exporter = exporter.with_endpoint(endpoint).with_timeout(TIMEOUT).build().context("traces cannot be sent")?;
        let version = KeyValue::new("service.version", env!("CARGO_PKG_VERSION"));
        let resource = Resource::builder().with_service_name(SERVICE).with_attribute(version).build();
        Ok(Self(SdkTracerProvider::builder().with_batch_exporter(exporter).with_resource(resource).build()))
    }

    /// What records the requests that were answered.
    pub(super) fn recorder(&self) -> impl Fn(&Answered<'_>) + Send + Sync + 'static {
        let tracer = self.0.tracer(SERVICE);
        move |answered| record(&tracer, answered)
    }

    /// Sends what is left.
    pub(super) fn end(self) {
        if let Err(error) = self.0.shutdown_with_timeout(TIMEOUT) {
            tracing::warn!(%error, "the last spans were not sent");
        }
    }
}

fn record(tracer: &SdkTracer, answered: &Answered<'_>) {
    let parent = answered.parent.map_or_else(Context::new, |parent| Context::new().with_remote_span_context(span_context(parent)));
    let mut attributes = vec![
        KeyValue::new("http.request.method", answered.method.to_owned()),
        KeyValue::new("http.route", answered.route.to_owned()),
        KeyValue::new("http.response.status_code", i64::from(answered.status)),
        KeyValue::new("aalam.request_id", answered.request_id.to_owned()),
    ];
    let counts = [("aalam.text_bytes", answered.text_bytes), ("aalam.mentions", answered.mentions)];
    attributes.extend(counts.into_iter().filter_map(|(name, count)| Some(KeyValue::new(name, i64::try_from(count?).ok()?))));
    let span = SpanBuilder::from_name(format!("{} {}", answered.method, answered.route)).with_kind(SpanKind::Server);
    let span = span.with_start_time(answered.started).with_attributes(attributes);
    let mut span = tracer.build_with_context(span, &parent);
    if answered.status >= 500 {
        span.set_status(Status::error(""));
    }
    span.end_with_timestamp(answered.started + answered.duration);
}

fn span_context(parent: TraceParent) -> SpanContext {
    let flags = if parent.is_sampled { TraceFlags::SAMPLED } else { TraceFlags::NOT_SAMPLED };
    let trace_id = TraceId::from_bytes(parent.trace_id.0.to_be_bytes());
    SpanContext::new(trace_id, SpanId::from_bytes(parent.span_id.to_be_bytes()), flags, true, TraceState::default())
}

/// The way to the collector.
#[derive(Debug)]
struct Plain;

impl HttpClient for Plain {
    /// Blocks: the thread that sends spans has nothing else to do.
    fn send_bytes<'client, 'sent>(
        &'client self,
        request: Request<Bytes>,
    ) -> Pin<Box<dyn Future<Output = Result<Response<Bytes>, HttpError>> + Send + 'sent>>
    where
        'client: 'sent,
        Self: 'sent,
    {
        Box::pin(ready(send(&request).map_err(Into::into)))
    }
}

fn send(request: &Request<Bytes>) -> io::Result<Response<Bytes>> {
    let status = http::send(request, TIMEOUT)?;
    Response::builder().status(status).body(Bytes::new()).map_err(io::Error::other)
}
