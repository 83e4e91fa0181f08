//! The language of pages.

use nabra::page::Language;

/// Which language pages are in.
#[derive(Debug, clap::Args)]
pub(crate) struct LanguageArgs {
    /// The language of the pages, ar or en [default: that of the system where it is one of them, else en]
    #[arg(long, value_name = "LANG", value_parser = language, help_heading = "Output")]
    lang: Option<Language>,
}

impl LanguageArgs {
    /// The language asked for, else the system's.
    pub(crate) fn language(&self) -> Language {
        let system = || {
            let variables = ["LC_ALL", "LC_MESSAGES", "LANG"];
            let set = variables.into_iter().filter_map(|name| std::env::var(name).ok());
            let first = set.into_iter().find(|value| !value.is_empty())?;
            Language::of_code(first.split(['_', '.']).next()?)
        };
        self.lang.or_else(system).unwrap_or_default()
    }
}

fn language(code: &str) -> Result<Language, String> {
    Language::of_code(code).ok_or_else(|| "it is ar or en".to_owned())
}
