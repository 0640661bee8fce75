//! A service of its own for each test, and ways to talk to it.

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::pin::Pin;
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll};
use std::time::Duration;

use aalam::gazetteer::Loader;
use aalam::server::{Config, Editing, Gate, ServerState, layered, routes, run};
use aalam::tagging::Tagger;
use axum::Router;
use axum::body::Bytes;
use futures_core::Stream;
use reqwest::{Body, Client, RequestBuilder, Response};
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;

pub(crate) const ENTITY_HEADER: &str = "id\tname\taliases\tname_en\tsubtype\tcountry\trole\tfrom\tto\tsame_as\tflags\tsource\n";
const COUNTRIES: &str = "\
lebanon\tلبنان\t\tLebanon\tcountry\tLB\t\t\t\tiso3166-1:LB\t\tcurated
russia\tروسيا\t\tRussia\tcountry\tRU\t\t\t\tiso3166-1:RU\t\tcurated
";
const CITIES: &str = "\
beirut\tبيروت\t\tBeirut\tcity\tLB\t\t\t\t\t\tcurated
cairo\tالقاهرة\t\tCairo\tcity\tEG\t\t\t\t\t\tcurated
tripoli_lb\tطرابلس\t\tTripoli\tcity\tLB\t\t\t\t\t\tcurated
tripoli_ly\tطرابلس\t\tTripoli\tcity\tLY\t\t\t\t\t\tcurated
";
const POLITICIANS: &str = "\
sergey_lavrov\tسيرغي لافروف\tسيرجي لافروف\tSergey Lavrov\tminister\tRU\tوزير الخارجية\t2004\t\twikidata:Q58217\t\tcurated
";
const INTERNATIONAL: &str = "\
united_nations\tالأمم المتحدة\t\tUnited Nations\tinternational\t\t\t\t\t\t\tcurated
";
const UNIVERSITIES: &str = "\
american_university_of_beirut\tالجامعة الأميركية في بيروت\t\tAmerican University of Beirut\tuniversity\tLB\t\t\t\t\t\tcurated
";
const TITLES: &str =
    "title\tsubtype\ttakes\tname_en\tsource\nوزير\tminister\tphrase\tminister\tcurated\nالشاعر\twriter\tname\tpoet\tcurated\n";
const CUES: &str = "text\ttype\tside\tkind\tsource\nمدينة\tplace\tbefore\thead\tcurated\nقال\tperson\tbefore\tsaying\tcurated\n\
    زار\tplace\tbefore\tverb\tcurated\nإلى\tplace\tbefore\tpreposition\tcurated\nفي\tplace\tbefore\tpreposition\tcurated\n";
const DEMONYMS: &str = "country\tnisba\tforms\tname_en\tsource\nrussia\tروسي\t\tRussian\tcurated\n";

const FAMILY_NAMES: &str = "name\tcount\tsource\nالسياب\t30\tcurated\n";

/// Without these every word of a text is as rare as a name.
const COMMON_WORDS: &str = "word\tcb\tsource\nقال\t-280\tcurated\nزار\t-430\tcurated\nوصل\t-380\tcurated\nثم\t-300\tcurated\nإلى\t-210\tcurated\nفي\t-150\tcurated\n\
    وفي\t-270\tcurated\nمع\t-230\tcurated\nالوضع\t-390\tcurated\nبحثت\t-450\tcurated\nسافر\t-440\tcurated\nمسؤولين\t-440\tcurated\nالتقى\t-430\tcurated\nالوفد\t-430\tcurated\n";

const GIVEN_NAMES: &str = "name\tgender\torigin\tsource\nبدر\tm\tarabic\tcurated\n";

/// Lists of a few well-known names, each with its path.
pub(crate) fn lists() -> Vec<(&'static str, String)> {
    let entities = [
        ("places/countries.tsv", COUNTRIES),
        ("places/cities.tsv", CITIES),
        ("people/politicians.tsv", POLITICIANS),
        ("organisations/international.tsv", INTERNATIONAL),
        ("organisations/universities.tsv", UNIVERSITIES),
    ];
    let lexicon = [
        ("lexicon/titles.tsv", TITLES),
        ("lexicon/cues.tsv", CUES),
        ("lexicon/demonyms.tsv", DEMONYMS),
        ("lexicon/given_names.tsv", GIVEN_NAMES),
        ("lexicon/common_words.tsv", COMMON_WORDS),
        ("lexicon/family_names_wikidata.tsv", FAMILY_NAMES),
    ];
    let entities = entities.map(|(path, rows)| (path, format!("{ENTITY_HEADER}{rows}")));
    entities.into_iter().chain(lexicon.map(|(path, list)| (path, list.to_owned()))).collect()
}

/// The same, loaded.
pub(crate) fn engine() -> Arc<Tagger> {
    static ENGINE: OnceLock<Arc<Tagger>> = OnceLock::new();
    Arc::clone(ENGINE.get_or_init(|| {
        let mut loader = Loader::default();
        for (path, list) in lists() {
            loader.read(path, list.as_bytes()).unwrap();
        }
        let lists = loader.finish();
        assert_eq!(lists.errors().map(ToString::to_string).collect::<Vec<_>>(), [""; 0]);
        Arc::new(Tagger::new(lists.gazetteer).unwrap())
    }))
}

/// A service on a port of its own.
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    pub(crate) client: Client,
    pub(crate) state: ServerState,
    stop: Option<oneshot::Sender<()>>,
    task: JoinHandle<()>,
}

impl Server {
    pub(crate) async fn start() -> Self {
        Self::with(Config::default()).await
    }

    pub(crate) async fn with(config: Config) -> Self {
        Self::with_routes(config, Router::new()).await
    }

    /// With routes that only a test needs, inside all layers.
    pub(crate) async fn with_routes(config: Config, extra: Router<ServerState>) -> Self {
        Self::of(engine(), config, Gate::default(), Editing::default(), extra).await
    }

    /// With a gate of its own.
    pub(crate) async fn behind(gate: Gate, config: Config) -> Self {
        Self::of(engine(), config, gate, Editing::default(), Router::new()).await
    }

    pub(crate) async fn of(engine: Arc<Tagger>, config: Config, gate: Gate, editing: Editing, extra: Router<ServerState>) -> Self {
        crate::logs::subscribe();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let state = ServerState::new(engine, config, gate, editing).unwrap();
        let router = layered(routes(&state).merge(extra), state.clone());
        let (stop, stopped) = oneshot::channel::<()>();
        let task = tokio::spawn(run(listener, state.clone(), router, async {
            let _ = stopped.await;
        }));
        Self { address, client: Client::new(), state, stop: Some(stop), task }
    }

    /// Gives the order to stop.
    pub(crate) fn stop(&mut self) {
        self.stop.take().unwrap().send(()).unwrap();
    }

    /// Waits until the service has ended.
    pub(crate) async fn ended(self) {
        tokio::time::timeout(Duration::from_secs(5), self.task).await.expect("the service ends in time").unwrap();
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    pub(crate) fn get(&self, path: &str) -> RequestBuilder {
        self.client.get(self.url(path))
    }

    /// A plain text to be tagged; `query` begins with `?` or is empty.
    pub(crate) fn text(&self, query: &str, text: &str) -> RequestBuilder {
        self.client.post(self.url(&format!("/v1/tag{query}"))).header("content-type", "text/plain; charset=utf-8").body(text.to_owned())
    }

    /// A JSON body as it stands.
    pub(crate) fn json(&self, body: &(impl ToString + ?Sized)) -> RequestBuilder {
        self.client.post(self.url("/v1/tag")).header("content-type", "application/json").body(body.to_string())
    }

    /// What the caller of [`Server::json`] gets if all is well.
    pub(crate) async fn tag(&self, body: Value) -> Value {
        ok(self.json(&body).send().await.unwrap()).await
    }

    /// Bytes as they stand, in parts with a pause before each; gives everything that came back until the connection was closed.
    pub(crate) async fn raw(&self, parts: Vec<(u64, Vec<u8>)>) -> String {
        let address = self.address;
        tokio::task::spawn_blocking(move || {
            let mut stream = TcpStream::connect(address).unwrap();
            stream.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
            for (pause_ms, part) in parts {
                std::thread::sleep(Duration::from_millis(pause_ms));
                stream.write_all(&part).unwrap();
            }
            let mut answer = Vec::new();
            stream.read_to_end(&mut answer).unwrap();
            String::from_utf8(answer).unwrap()
        })
        .await
        .unwrap()
    }
}

/// The body of a 200.
pub(crate) async fn ok(response: Response) -> Value {
    let status = response.status();
    let body: Value = response.json().await.unwrap();
    assert_eq!(status, 200, "{body}");
    body
}

/// The body of an error, after the checks that every error must pass.
pub(crate) async fn problem(response: Response, status: u16, code: &str) -> Value {
    let headers = response.headers().clone();
    let actual = response.status();
    let body: Value = response.json().await.unwrap();
    assert_eq!(actual, status, "{body}");
    assert_eq!(headers["content-type"], "application/problem+json");
    assert_eq!(body["status"], status);
    assert_eq!(body["code"], code, "{body}");
    assert_eq!(body["type"], format!("urn:aalam:problem:{code}"));
    assert_eq!(body["request_id"], headers["x-request-id"].to_str().unwrap());
    for member in ["title", "detail"] {
        assert!(!body[member].as_str().unwrap().is_empty(), "{member} of {body}");
    }
    body
}

/// The fields that a 422 names.
pub(crate) fn fields(problem: &Value) -> Vec<&str> {
    problem["errors"].as_array().unwrap().iter().map(|error| error["field"].as_str().unwrap()).collect()
}

/// The entities of the mentions, in order.
pub(crate) fn entities(answer: &Value) -> Vec<&str> {
    answer["mentions"].as_array().unwrap().iter().map(|mention| mention["entity"].as_str().unwrap_or("-")).collect()
}

/// A text of about so many bytes.
pub(crate) fn long_text(bytes: usize) -> String {
    let sentence = "وصل الوفد إلى بيروت ثم زار القاهرة. ";
    sentence.repeat(bytes / sentence.len() + 1)
}

/// A body that is sent as it is written to the channel.
struct Written(mpsc::Receiver<Vec<u8>>);

impl Stream for Written {
    type Item = io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<io::Result<Bytes>>> {
        self.0.poll_recv(context).map(|chunk| chunk.map(|chunk| Ok(chunk.into())))
    }
}

/// What writes to such a body, which ends when it is dropped.
pub(crate) fn writer() -> (mpsc::Sender<Vec<u8>>, Body) {
    let (sender, receiver) = mpsc::channel(4);
    (sender, Body::wrap_stream(Written(receiver)))
}
