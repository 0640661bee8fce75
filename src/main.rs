//! The `aalam` command.

// Reading lists again leaves holes of all sizes behind. The C library's allocator keeps them; this one gives them back.
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

fn main() -> std::process::ExitCode {
    aalam::cli::run()
}
