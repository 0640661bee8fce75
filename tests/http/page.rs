//! `GET /`: the editors' page and its files. What it does in a browser is tested by `.ci/page_test.py`.

use crate::support::{Server, problem};

const TYPES: [(&str, &str); 4] = [
    ("/", "text/html; charset=utf-8"),
    ("/page/base.css", "text/css; charset=utf-8"),
    ("/page/main.js", "text/javascript; charset=utf-8"),
    ("/page/icon.svg", "image/svg+xml"),
];

#[tokio::test]
async fn each_file_has_its_type_and_a_strict_policy() {
    let server = Server::start().await;
    for (path, media_type) in TYPES {
        let response = server.get(path).send().await.unwrap();
        assert_eq!(response.status(), 200, "{path}");
        let headers = response.headers();
        assert_eq!(headers["content-type"], media_type);
        assert_eq!(headers["cache-control"], "no-cache");
        assert_eq!(headers["x-content-type-options"], "nosniff");
        assert_eq!(headers["referrer-policy"], "no-referrer");
        let policy = headers["content-security-policy"].to_str().unwrap();
        for rule in ["default-src 'none'", "frame-ancestors 'none'", "require-trusted-types-for 'script'"] {
            assert!(policy.contains(rule), "{policy}");
        }
        assert!(!policy.contains("unsafe") && !policy.contains('*'), "{policy}");
        assert!(!response.bytes().await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn what_the_browser_has_is_not_sent_again() {
    let server = Server::start().await;
    for (path, media_type) in TYPES {
        let first = server.get(path).send().await.unwrap();
        let etag = first.headers()["etag"].to_str().unwrap().to_owned();
        let again = server.get(path).header("if-none-match", &etag).send().await.unwrap();
        assert_eq!(again.status(), 304, "{path}");
        assert_eq!(again.headers()["etag"], etag.as_str());
        assert_eq!(again.headers()["content-type"], media_type);
        assert_eq!(again.text().await.unwrap(), "");
        let changed = server.get(path).header("if-none-match", "\"of another release\"").send().await.unwrap();
        assert_eq!(changed.status(), 200, "{path}");
    }
}

#[tokio::test]
async fn nothing_else_is_there() {
    let server = Server::start().await;
    for path in ["/page/", "/page/mod.rs", "/page/index.html", "/page/..%2Fmod.rs", "/page/%FF"] {
        problem(server.get(path).send().await.unwrap(), 404, "not_found").await;
    }
    problem(server.get("/?key=secret").send().await.unwrap(), 422, "invalid_options").await;
    problem(server.client.post(server.url("/")).send().await.unwrap(), 405, "method_not_allowed").await;
}
