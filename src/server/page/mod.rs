//! `GET /`: the editors' page. Plain files without a build step, carried in the binary; the page loads nothing from elsewhere.
//!
//! `index.html` holds the frame, `main.js` puts the parts together, `strings.js` has all words in both languages. `api.js` talks to the
//! service, `sheet.js` paints the article, `rows.js`, `spans.js`, `kinds.js` are pure. No module passes data through a parser of HTML, and
//! the policy of [`super::asset`] would not let it.

use axum::extract::Path;
use axum::extract::rejection::PathRejection;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};

use super::asset::{Asset, CSS, HTML, JAVASCRIPT, SVG};
use super::extract::NoQuery;

const INDEX: Asset = Asset { media_type: HTML, contents: include_str!("index.html") };

/// Each file by its name, carried in the binary.
macro_rules! files {
    ($($media_type:ident: $($name:literal)*;)*) => {
        &[$($(($name, Asset { media_type: $media_type, contents: include_str!($name) }),)*)*]
    };
}

/// What the page loads from `/page/`.
const FILES: &[(&str, Asset)] = files! {
    SVG: "icon.svg";
    CSS: "base.css" "parts.css";
    JAVASCRIPT: "api.js" "corrections.js" "dialog.js" "dom.js" "entities.js" "entries.js" "entry_dialog.js" "explain.js" "exporting.js"
        "files.js" "filters.js" "history_dialog.js" "key_dialog.js" "kinds.js" "language.js" "lists.js" "local_names.js"
        "lookup_dialog.js" "main.js" "mentions.js" "panel.js" "problems.js" "rows.js" "sheet.js" "spans.js" "strings.js" "tabs.js"
        "tagging.js" "theme.js" "unlisted.js";
};

/// The page.
#[utoipa::path(
    get,
    path = "/",
    operation_id = "page",
    tag = "Service",
    summary = "The editors' page",
    description = "Marks a text as one types, and edits the lists. It loads nothing from elsewhere.",
    params(("if-none-match" = Option<String>, Header, description = "Tags of what the caller has")),
    responses(
        (status = 200, description = "The page", body = String, content_type = "text/html",
            headers(("etag" = String, description = "Changes with the release"))),
        (status = 304, description = "The caller has the page", headers(("etag" = String, description = "As the caller's"))),
    ),
)]
pub(super) async fn index(_: NoQuery, headers: HeaderMap) -> Response {
    INDEX.response(&headers)
}

/// A file that the page loads.
pub(super) async fn file(_: NoQuery, name: Result<Path<String>, PathRejection>, headers: HeaderMap) -> Response {
    let asset = name.ok().and_then(|Path(name)| FILES.iter().find(|(file, _)| *file == name));
    asset.map_or_else(|| StatusCode::NOT_FOUND.into_response(), |(_, asset)| asset.response(&headers))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fs;
    use std::path::Path;

    use super::*;

    #[test]
    fn every_file_of_the_folder_is_served() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/server/page");
        let names = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let there: BTreeSet<String> = names.filter(|name| name != "mod.rs" && name != "index.html").collect();
        let served: BTreeSet<String> = FILES.iter().map(|(name, _)| (*name).to_owned()).collect();
        assert_eq!(served, there);
    }

    #[test]
    fn whatever_is_imported_or_linked_is_served() {
        let served = |name: &str| FILES.iter().any(|(file, _)| *file == name);
        for (file, asset) in FILES.iter().filter(|(_, asset)| asset.media_type == JAVASCRIPT) {
            let imports: Vec<&str> = asset.contents.split("\"./").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
            for import in imports {
                assert!(served(import), "{file} imports {import}");
            }
        }
        for link in INDEX.contents.split("\"page/").skip(1).map(|rest| rest.split('"').next().unwrap()) {
            assert!(served(link), "index.html links {link}");
        }
    }

    #[test]
    fn nothing_is_inline_foreign_or_parsed() {
        for inline in ["<style", " style=", " onclick=", "javascript:", "<script>"] {
            assert!(!INDEX.contents.contains(inline), "index.html has {inline}");
        }
        for (file, asset) in FILES.iter().filter(|(_, asset)| asset.media_type != SVG) {
            for foreign in ["http://", "https://", "@import", "innerHTML", "outerHTML", "insertAdjacentHTML", "eval("] {
                assert!(!asset.contents.contains(foreign), "{file} has {foreign}");
            }
        }
    }

    #[test]
    fn files_stay_short() {
        for (file, asset) in FILES {
            assert!(asset.contents.lines().count() < 400, "{file} asks to be split");
        }
    }
}
