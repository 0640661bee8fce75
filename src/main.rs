//! The `aalam` command.

fn main() -> std::process::ExitCode {
    aalam::cli::run()
}
