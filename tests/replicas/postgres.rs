//! A server of PostgreSQL of the test's own.

use std::fs;
use std::io::Write;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

pub(crate) const USER: &str = "desk";
pub(crate) const PASSWORD: &str = "a-password-that-nobody-may-see";
/// With `required` the tests fail where there is no PostgreSQL, instead of being passed over.
const VARIABLE: &str = "AALAM_TEST_POSTGRES";

/// It goes with the test.
pub(crate) struct Postgres {
    programs: PathBuf,
    folder: TempDir,
    port: u16,
}

/// The folder of the server's programs: of Debian's newest, or else one of the path.
fn programs() -> Option<PathBuf> {
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().filter_map(|entry| Some(entry.ok()?.path().join("bin")));
    let mut of_debian: Vec<PathBuf> = versions.filter(|folder| folder.join("initdb").exists()).collect();
    of_debian.sort();
    let path = std::env::var_os("PATH").unwrap_or_default();
    of_debian.pop().or_else(|| std::env::split_paths(&path).find(|folder| folder.join("initdb").exists()))
}

fn is_root() -> bool {
    let id = Command::new("id").arg("-u").output().expect("the program id");
    id.stdout == b"0\n"
}

/// A command as somebody whom the server does not refuse: root it does.
fn as_user(program: &Path) -> Command {
    let mut command = if is_root() {
        let mut command = Command::new("runuser");
        command.args(["-u", "postgres", "--"]).arg(program);
        command
    } else {
        Command::new(program)
    };
    command.current_dir("/");
    command
}

fn run(command: &mut Command) {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
}

impl Postgres {
    /// Makes a cluster and starts its server; `None`, and a word on standard error, where there is none installed.
    pub(crate) fn start(name: &str) -> Option<Self> {
        let Some(programs) = programs() else {
            let required = std::env::var(VARIABLE).is_ok_and(|set| set == "required");
            assert!(!required, "{VARIABLE} is required, and there is no initdb in /usr/lib/postgresql/*/bin or PATH");
            // Past what the test harness keeps to itself.
            let _ = writeln!(std::io::stderr(), "SKIPPED: {name}: PostgreSQL is not installed (Debian: apt-get install postgresql)");
            return None;
        };
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("password"), PASSWORD).unwrap();
        if is_root() {
            run(Command::new("chown").args(["-R", "postgres"]).arg(folder.path()));
        }
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let server = Self { programs, folder, port };
        let mut initdb = as_user(&server.programs.join("initdb"));
        initdb.args(["--auth=scram-sha-256", "--encoding=UTF8", "--locale=C", "--no-sync", "-U", USER]);
        run(initdb.arg("--pwfile").arg(server.folder.path().join("password")).arg("-D").arg(server.data()));
        server.control("start", &[]);
        Some(server)
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// Has the server started, stopped, or started again, and waits for it. What it does is on the disk of a test: without syncs.
    pub(crate) fn control(&self, order: &str, options: &[&str]) {
        let mut command = as_user(&self.programs.join("pg_ctl"));
        command.args([order, "--wait", "--silent", "-D"]).arg(self.data()).args(options);
        if order != "stop" {
            let sockets = self.folder.path().display();
            let server = format!("-p {} -c listen_addresses=127.0.0.1 -c unix_socket_directories={sockets} -c fsync=off", self.port);
            command.arg("-l").arg(self.folder.path().join("log")).args(["-o", &server]);
        }
        run(&mut command);
    }

    pub(crate) fn url(&self) -> String {
        self.url_of(PASSWORD)
    }

    pub(crate) fn url_of(&self, password: &str) -> String {
        format!("postgres://{USER}:{password}@127.0.0.1:{}/postgres", self.port)
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        let mut stop = as_user(&self.programs.join("pg_ctl"));
        let _ = stop.args(["stop", "--silent", "-m", "immediate", "-D"]).arg(self.data()).output();
    }
}
