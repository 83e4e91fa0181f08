//! What ends a command.

use std::io;
use std::path::PathBuf;

use nabra::corpus::OpenError;
use nabra::model::BundleError;

/// Why a command could not be done. `Display` says what to do about it where that is known.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CliError {
    /// Arguments that do not go together or name what is not there.
    #[error("{0}")]
    Usage(String),
    /// Inputs that cannot be meant.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// A model that cannot be used.
    #[error("{name}: {source}")]
    Model {
        /// The file, or what the built-in model is called.
        name: String,
        /// What is wrong with it.
        source: BundleError,
    },
    /// A file other than an input that cannot be read.
    #[error("{}: cannot be read: {source}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A lexicon with faults, one a line.
    #[error("{}", list(path, faults))]
    Lexicon {
        /// The file.
        path: PathBuf,
        /// All that is wrong with it.
        faults: Vec<String>,
    },
    /// An output that cannot be written.
    #[error("{name}: cannot be written: {source}{}", advice(source))]
    Write {
        /// The file, or `stdout`.
        name: String,
        /// Why.
        source: io::Error,
    },
    /// Nothing could be learned.
    #[error(transparent)]
    Learn(#[from] nabra::learn::LearnError),
    /// Nothing could be measured.
    #[error(transparent)]
    Evaluate(#[from] nabra::evaluate::EvaluateError),
    /// Folds could not be compared.
    #[error(transparent)]
    Cross(#[from] nabra::evaluate::cross::CrossError),
    /// No agreement could be measured.
    #[error(transparent)]
    Agreement(#[from] nabra::agreement::AgreementError),
    /// The server cannot start.
    #[cfg(feature = "serve")]
    #[error("{0}{advice}", advice = serve_advice(.0))]
    Serve(#[from] nabra::serve::ServeError),
    /// A page could not be put together.
    #[error("internal error: {0}; please report it with the input that led to it")]
    Page(#[from] nabra::page::PageError),
    /// A fault of the program itself.
    #[error("internal error: {0}; please report it with the input that led to it")]
    Internal(&'static str),
}

impl CliError {
    /// Whether the reader of the output went away.
    pub(crate) fn is_closed_pipe(&self) -> bool {
        matches!(self, Self::Write { source, .. } if source.kind() == io::ErrorKind::BrokenPipe)
    }
}

fn list(path: &std::path::Path, faults: &[String]) -> String {
    let lines: Vec<_> = faults.iter().map(|fault| format!("{}: {fault}", path.display())).collect();
    lines.join("\nnabra: ")
}

fn advice(error: &io::Error) -> &'static str {
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            "; make room or name another place with -o, and run again"
        }
        io::ErrorKind::PermissionDenied => "; name another place with -o",
        _ => "",
    }
}

#[cfg(feature = "serve")]
fn serve_advice(error: &nabra::serve::ServeError) -> &'static str {
    use nabra::serve::ServeError;
    match error {
        ServeError::Open(_) => {
            "; put one of 16 characters or more into a file (`openssl rand -hex 32 > token`) and name it \
             with --token-file, or set NABRA_TOKEN"
        }
        ServeError::Listen { source, .. } if source.kind() == io::ErrorKind::AddrInUse => {
            "; name another with --port, or let the system choose with --port 0"
        }
        ServeError::Listen { .. } => "; name another with --host and --port",
        _ => "",
    }
}
