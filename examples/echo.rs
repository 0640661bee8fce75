//! A bare service of the same parts that only sends back what it got: what a request costs before anything is tagged.
//!
//! `.ci/load.py` measures the service beside it.

use axum::Router;
use axum::body::Bytes;
use axum::routing::post;
use tokio::net::TcpListener;

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    tracing_subscriber::fmt().json().flatten_event(true).with_writer(std::io::stderr).init();
    tracing::info!(%address, "listening");
    axum::serve(listener, Router::new().route("/v1/tag", post(|body: Bytes| async move { body }))).await
}
