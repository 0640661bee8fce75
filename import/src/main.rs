//! The import tool of Aalam.

fn main() -> std::process::ExitCode {
    aalam_import::cli::main()
}
