//! `cuan`: see `cuan --help`.

#[cfg(feature = "ssr")]
fn main() -> std::process::ExitCode {
    cuan::cli::main()
}

#[cfg(not(feature = "ssr"))]
fn main() {}
