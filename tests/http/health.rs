//! `GET /healthz`, `GET /readyz`.

use serde_json::json;

use crate::support::{Server, ok};

#[tokio::test]
async fn alive_and_ready() {
    let server = Server::start().await;
    for (path, status) in [("/healthz", "alive"), ("/readyz", "ready")] {
        let response = server.get(path).send().await.unwrap();
        assert_eq!(response.headers()["cache-control"], "no-store");
        assert_eq!(ok(response).await, json!({"status": status}));
    }
}
