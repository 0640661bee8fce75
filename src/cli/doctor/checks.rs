//! What is examined. Nothing is changed by it.

use std::fs::{self, OpenOptions};
use std::io;
use std::net::TcpListener;
use std::path::Path;
use std::time::Instant;

use axum::http::StatusCode;

use super::memory::Memory;
use super::report::{Finding, Loaded, SelfTest, StoreState};
use crate::cli::gate::{KEY_VARIABLE, certificate};
use crate::cli::serve::ServeArgs;
use crate::cli::{health, telemetry};
use crate::gazetteer::{EntityType, LoadError};
use crate::server::{Access, KeysError, fitting};
use crate::store::{Location, StandingEdit, Store, StoreError, Told};
use crate::tagging::{AddedName, Options, Tagger};

/// Findings about lists that are told; `aalam check` tells all.
const MAX_FINDINGS: usize = 20;
/// A service that holds more of its limit has no room for long texts.
const MOST_OF_LIMIT_PERCENT: u64 = 75;

/// Its names come with the request, so that any lists tag it alike.
const SENTENCE: &str = "وصل سيرغي لافروف إلى بيروت، وقال لافروف إن الوضع بلبنان صعب";
const NAMES: [(&str, EntityType); 3] = [("سيرغي لافروف", EntityType::Person), ("بيروت", EntityType::Place), ("لبنان", EntityType::Place)];
const MENTIONS: [&str; 4] = ["سيرغي لافروف", "بيروت", "لافروف", "لبنان"];

pub(super) fn log_filter(serve: &ServeArgs) -> Option<Finding> {
    let error = telemetry::filter(&serve.log).err()?;
    Some(Finding::error("AALAM_LOG", error.to_string(), "write a level, such as info, or a filter, such as aalam=debug"))
}

/// Whether the admin key could be used, if there is one.
pub(super) fn admin_key(serve: &ServeArgs) -> Option<Finding> {
    let error = serve.gate.admin_key().err()?;
    Some(Finding::error(KEY_VARIABLE, format!("{error:#}"), "the service does not start with it"))
}

/// Where the store would be, if there shall be one; `None`, too, if what was named cannot be used.
pub(super) fn store_location(serve: &ServeArgs, may_edit: bool, findings: &mut Vec<Finding>) -> Option<Location> {
    serve.store_location(may_edit).unwrap_or_else(|error| {
        findings.push(Finding::error("AALAM_STORE", format!("{error:#}"), "the service does not start with it"));
        None
    })
}

/// Who would be let in; `None` if keys cannot be used, or there are none where there should be some.
pub(super) fn access(serve: &ServeArgs, findings: &mut Vec<Finding>) -> Option<Access> {
    let error = match serve.gate.access(&serve.listen) {
        Ok(access) => return Some(access),
        Err(error) => error,
    };
    match error.downcast_ref::<KeysError>() {
        Some(KeysError::Lines { path, errors }) => findings.extend(errors.iter().take(MAX_FINDINGS).map(|error| {
            let place = format!("{}:{}", path.display(), error.line);
            Finding::error(place, &*error.problem, &*error.mend)
        })),
        Some(_) => findings.push(Finding::error("AALAM_KEYS_FILE", format!("{error:#}"), "the service does not start with it")),
        None => findings.push(Finding::error("AALAM_LISTEN", format!("{error:#}"), "the service does not start so")),
    }
    None
}

/// Whether connections could be made private.
pub(super) fn tls(serve: &ServeArgs) -> Option<Finding> {
    let error = certificate(&serve.listen).err()?;
    Some(Finding::error("AALAM_TLS_CERT", format!("{error:#}"), "the service does not start with it"))
}

/// Whether the service could listen there; it may be that it does.
pub(super) fn address(serve: &ServeArgs) -> Option<Finding> {
    let address = serve.listen.address;
    let error = TcpListener::bind(address).err()?;
    if error.kind() == io::ErrorKind::AddrInUse {
        if health::ask(&serve.listen).is_ok_and(|status| status == StatusCode::OK) {
            let mend = "it answers /healthz with 200: if it is this service, all is well";
            return Some(Finding::warning(address.to_string(), "somebody listens there already", mend));
        }
        let mend = "end it, or name another address by AALAM_LISTEN";
        return Some(Finding::error(address.to_string(), "somebody else listens there", mend));
    }
    Some(Finding::error("AALAM_LISTEN", format!("cannot listen on {address}: {error}"), "name an address of this machine"))
}

/// Loads the lists, as the service would.
pub(super) fn lists(serve: &ServeArgs, findings: &mut Vec<Finding>) -> Option<(Tagger, Loaded)> {
    let (source, started) = (serve.source(), Instant::now());
    if serve.watches().is_err() {
        findings.push(Finding::error(
            "AALAM_WATCH",
            "the lists are those in the binary, and there are neither keys nor a certificate in files",
            "name a folder by AALAM_GAZETTEERS, or leave it out",
        ));
    }
    match Tagger::load(&source) {
        Ok((tagger, warnings)) => {
            let gazetteer = tagger.gazetteer();
            let lists = Loaded {
                source: source.to_string(),
                version: gazetteer.version().to_owned(),
                entities: gazetteer.entity_count(),
                forms: tagger.forms(),
                lists: gazetteer.lists().len(),
                warnings: warnings.len(),
                load_ms: started.elapsed().as_millis(),
            };
            Some((tagger, lists))
        }
        Err(LoadError::Invalid(of_lists)) => {
            let shown = of_lists.iter().take(MAX_FINDINGS);
            findings
                .extend(shown.map(|one| Finding::error(format!("{}:{} {}", one.file, one.line, one.column), &*one.problem, &*one.mend)));
            if of_lists.len() > MAX_FINDINGS {
                let problem = format!("there are {} more errors", of_lists.len() - MAX_FINDINGS);
                findings.push(Finding::error(source.to_string(), problem, "`aalam check` tells them all"));
            }
            None
        }
        Err(error) => {
            let problem = format!("{:#}", anyhow::Error::from(error));
            findings.push(Finding::error(source.to_string(), problem, "name a folder of lists by AALAM_GAZETTEERS"));
            None
        }
    }
}

/// Tags a sentence and compares.
pub(super) fn self_test(tagger: &Tagger, findings: &mut Vec<Finding>) -> Option<SelfTest> {
    let name = |(text, entity_type): (&str, EntityType)| AddedName { text: text.to_owned(), entity_type, id: None };
    let options = Options { unlisted: false, add: NAMES.map(name).into(), ..Options::default() };
    let started = Instant::now();
    let tagged = tagger.tag(SENTENCE, &options).ok()?;
    let took_us = started.elapsed().as_micros();
    let found: Vec<&str> = tagged.mentions.iter().map(|mention| mention.span.of(SENTENCE)).collect();
    let passed = found == MENTIONS;
    if !passed {
        let problem = format!("of «{SENTENCE}» it tags {}", found.join("، "));
        findings.push(Finding::error("self-test", problem, "the binary or the lists are damaged: install them anew"));
    }
    Some(SelfTest { passed, took_us })
}

/// Opens the store, if there is one, reads it whole, and lays its edits over the lists.
pub(super) fn store(location: &Location, tagger: Option<&Tagger>, findings: &mut Vec<Finding>) -> Option<StoreState> {
    let state = StoreState { location: location.to_string(), exists: true, edits_in_force: 0, unfit: 0 };
    match standing(location) {
        Ok(Told { edits, unread, .. }) => {
            findings.extend(unread.iter().take(MAX_FINDINGS).map(|error| {
                let mend = "until then it is kept, and not in force";
                Finding::error(location.to_string(), error.to_string(), mend)
            }));
            let unfit = unfit(&edits, tagger, findings);
            Some(StoreState { edits_in_force: edits.len() - unfit, unfit, ..state })
        }
        Err(StoreError::Missing(_)) => {
            let finding = no_place_for(location);
            let has_place = finding.as_ref().is_none_or(|finding| !finding.is_error());
            findings.extend(finding);
            has_place.then_some(StoreState { exists: false, ..state })
        }
        Err(error) => {
            let mend = match &error {
                StoreError::Away(_) => "start its server, or mend the way to it: until then nobody edits, and edits are not in force",
                StoreError::Busy => "ask again once they are done",
                _ => "mend what it says, or put a copy back in its place",
            };
            findings.push(Finding::error(location.to_string(), error.to_string(), mend));
            None
        }
    }
}

/// How many edits do not fit the lists; the findings tell of the first.
fn unfit(stored: &[StandingEdit], tagger: Option<&Tagger>, findings: &mut Vec<Finding>) -> usize {
    let unfit = tagger.map(|tagger| fitting(tagger.gazetteer(), stored).1).unwrap_or_default();
    for unfit in unfit.iter().take(MAX_FINDINGS) {
        let problem = unfit.findings.first().map(ToString::to_string).unwrap_or_default();
        let place = format!("edit of {}/{}", unfit.list, unfit.id);
        findings.push(Finding::warning(place, problem, "until then it is kept, and not in force"));
    }
    unfit.len()
}

/// Whether a store cannot be made, or would be made in a file of something else.
fn no_place_for(location: &Location) -> Option<Finding> {
    // A database that lets its user in has place.
    let Location::Sqlite(path) = location else { return None };
    if fs::metadata(path).is_ok_and(|file| file.len() > 0) {
        let mend = "name another place, unless the edits shall go into that database too";
        return Some(Finding::warning(location.to_string(), "the file is there, and is a database of something else", mend));
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let error = try_writing(folder).err()?;
    let problem = format!("cannot write into {}: {error}", folder.display());
    Some(Finding::error("AALAM_STORE", problem, "let the service's user write there, or name another place"))
}

fn standing(location: &Location) -> Result<Told<StandingEdit>, StoreError> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| StoreError::Database(error.into()))?;
    runtime.block_on(async {
        let store = Store::open_existing(location).await?;
        let told = async {
            store.check().await?;
            store.standing().await
        }
        .await;
        store.close().await;
        told
    })
}

/// Makes a file in a folder and takes it away again.
fn try_writing(folder: &Path) -> io::Result<()> {
    let trial = folder.join(format!(".aalam-doctor-{}", std::process::id()));
    OpenOptions::new().write(true).create_new(true).open(&trial)?;
    fs::remove_file(trial)
}

pub(super) fn memory(memory: Memory) -> Option<Finding> {
    let (resident, limit) = (memory.resident_bytes?, memory.limit_bytes?);
    let is_tight = resident > limit / 100 * MOST_OF_LIMIT_PERCENT;
    let problem = format!("with the lists loaded {MOST_OF_LIMIT_PERCENT} % of the limit are taken");
    is_tight.then(|| Finding::warning("memory", problem, "allow twice what the lists take: long texts need room"))
}
