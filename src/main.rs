//! The `nabra` command: parses its arguments, calls the library, turns errors into exit codes.

mod cli;

fn main() -> std::process::ExitCode {
    cli::main()
}
