//! `nabra serve`: a page to paste into, and a JSON API.

use std::env;
use std::net::{IpAddr, SocketAddr};
use std::num::NonZeroUsize;
use std::panic;
use std::path::PathBuf;
use std::sync::Arc;

use nabra::serve::{Server, Settings, Token};

use super::model::{ModelArgs, read_text};
use super::{CliError, ExitStatus, messages};

/// The environment's variable with the token.
const TOKEN: &str = "NABRA_TOKEN";

/// Arguments of `nabra serve`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  nabra serve                                     on this machine, for this machine
  nabra serve --model mine.nabra --port 8080
  nabra serve --host 0.0.0.0 --token-file token   for others who know the token
  curl -s localhost:7420/v1/score -H 'Content-Type: text/plain' --data-binary @article.txt

Paths: / (the page), /v1/score, /v1/model, /openapi.json (what the API promises),
/healthz, /metrics. Programs send the token as `Authorization: Bearer TOKEN`;
browsers ask for it as a password, with any name. There is no encryption: beyond
a trusted network, put a proxy with TLS before it. SIGTERM and Ctrl-C stop it
once the requests under way are answered. Texts are neither stored nor logged.")]
pub(crate) struct Args {
    #[command(flatten)]
    model: ModelArgs,

    /// The address to listen on; beyond loopback a token is needed
    #[arg(long, value_name = "IP", default_value = "127.0.0.1")]
    host: IpAddr,

    /// The port to listen on; 0 for any that is free
    #[arg(short, long, value_name = "PORT", default_value_t = 7420)]
    port: u16,

    /// A file with the token that every request must carry [default: the variable `NABRA_TOKEN`]
    #[arg(long, value_name = "FILE")]
    token_file: Option<PathBuf>,

    /// Threads that score [default: one a core]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,

    /// The largest body that is taken, in MiB
    #[arg(long, value_name = "MIB", default_value_t = 8, value_parser = clap::value_parser!(u16).range(1..=1024))]
    max_body: u16,
}

/// Serves until it is told to stop.
pub(crate) fn run(args: &Args) -> Result<ExitStatus, CliError> {
    let token = token(args)?;
    let model = Arc::new(args.model.load()?);
    let defaults = Settings::default();
    let max_body = usize::from(args.max_body) << 20;
    let threads = args.threads.and_then(|n| NonZeroUsize::new(usize::from(n)));
    let settings = Settings {
        token,
        workers: threads.unwrap_or(defaults.workers),
        max_body,
        max_memory: defaults.max_memory.max(4 * max_body),
        ..defaults
    };
    let server = Server::bind(SocketAddr::new(args.host, args.port), model, settings)?;
    keep_inputs_out_of_messages();
    messages::say(format!("listening on http://{}/ (Ctrl-C stops it)", server.address()));
    server.run()?;
    Ok(ExitStatus::Success)
}

fn token(args: &Args) -> Result<Option<Token>, CliError> {
    let (name, text) = match &args.token_file {
        Some(path) => (path.display().to_string(), Some(read_text(path)?)),
        None => (TOKEN.to_owned(), env::var(TOKEN).ok()),
    };
    let text = text.filter(|text| args.token_file.is_some() || !text.is_empty());
    let token = text.map(|text| Token::new(&text)).transpose();
    token.map_err(|weak| CliError::Usage(format!("{name}: {weak}; `openssl rand -hex 32` makes one")))
}

/// A panic's message may quote the text that led to it; the place in the code does not.
fn keep_inputs_out_of_messages() {
    panic::set_hook(Box::new(|info| {
        let place = info.location().map(ToString::to_string).unwrap_or_default();
        messages::say(format!("internal error at {place}: the request was answered with status 500"));
    }));
}
