//! `GET /docs`: a page that stands alone.

use std::fs;
use std::path::Path;

use crate::support::{Server, problem};

#[tokio::test]
async fn the_page_comes_whole_from_the_service() {
    let server = Server::start().await;
    for (path, media_type) in [("/docs", "text/html"), ("/docs/reader.css", "text/css"), ("/docs/reader.js", "text/javascript")] {
        let response = server.get(path).send().await.unwrap();
        assert_eq!(response.status(), 200);
        let headers = response.headers();
        assert_eq!(headers["content-type"], format!("{media_type}; charset=utf-8"));
        assert_eq!(headers["x-content-type-options"], "nosniff");
        let policy = headers["content-security-policy"].to_str().unwrap();
        assert!(policy.starts_with("default-src 'none'; script-src 'self';") && !policy.contains("unsafe"), "{policy}");
        assert!(!response.text().await.unwrap().is_empty());
    }
    problem(server.get("/docs?theme=dark").send().await.unwrap(), 422, "invalid_options").await;
}

/// The policy would stop it in the browser; here it is seen before.
#[test]
fn the_page_needs_nothing_from_elsewhere_and_nothing_inline() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/server/docs");
    let read = |name: &str| fs::read_to_string(folder.join(name)).unwrap();
    let page = read("reader.html");
    for inline in ["<style", " style=", " onclick=", "javascript:", "<script>"] {
        assert!(!page.contains(inline), "{inline}");
    }
    for file in [page, read("reader.css"), read("reader.js")] {
        assert!(!file.contains("http://") && !file.contains("https://") && !file.contains("@import"));
        assert!(!file.contains("innerHTML") && !file.contains("eval("), "what the description says is never markup");
    }
}
