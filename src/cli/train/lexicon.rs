//! The lexicons that a model is trained with.

use std::fs;
use std::path::Path;

use nabra::annotate::Lexicons;
use nabra::factions::FactionLexicon;
use nabra::terms::TermLexicon;
use nabra::text::{Connotations, HostWords, Language, TextSettings, WordVectors};

use crate::cli::{CliError, model};

/// The lexicons in `directory`, or those built in, with the user's own factions and terms.
pub(crate) fn load(
    directory: Option<&Path>,
    factions: Option<&Path>,
    terms: Option<&Path>,
) -> Result<Lexicons, CliError> {
    let mut lexicons = match directory {
        Some(directory) => read(directory)?,
        None => model::load(None)?.lexicons,
    };
    if let Some(path) = factions {
        let (mut all, own) = (lexicons.factions.clone(), model::read_lexicon(path)?);
        model::check_sides(path, &own, &all)?;
        all.merge(own);
        lexicons = lexicons.with_factions(all);
    }
    if let Some(path) = terms {
        lexicons = Lexicons::new(lexicons.language, lexicons.factions, read_terms(path)?);
    }
    Ok(lexicons)
}

fn read(directory: &Path) -> Result<Lexicons, CliError> {
    let file = |name: &str| directory.join(name);
    let fault = |name: &str, fault: String| CliError::Lexicon { path: file(name), faults: vec![fault] };
    let settings: TextSettings = toml::from_str(&model::read_text(&file("text.toml"))?)
        .map_err(|error| fault("text.toml", error.to_string()))?;
    let hosts =
        HostWords::from_tsv(&model::read_text(&file("words.tsv"))?).map_err(|e| fault("words.tsv", e))?;
    let bytes = fs::read(file("vectors.bin"))
        .map_err(|source| CliError::Read { path: file("vectors.bin"), source })?;
    let vectors = WordVectors::from_bytes(&bytes)
        .ok_or_else(|| fault("vectors.bin", "these are not word vectors".to_owned()))?;
    let connotations = Connotations::from_tsv(&model::read_text(&file("connotations.tsv"))?)
        .map_err(|e| fault("connotations.tsv", e))?;
    let factions: FactionLexicon = model::read_lexicon(&file("factions.toml"))?;
    model::check_sides(&file("factions.toml"), &factions, &factions)?;
    let terms = read_terms(&file("terms.toml"))?;
    let language = Language::new(settings, hosts, vectors).with_connotations(connotations);
    Ok(Lexicons::new(language, factions, terms))
}

fn read_terms(path: &Path) -> Result<TermLexicon, CliError> {
    TermLexicon::parse(&model::read_text(path)?).map_err(|faults| CliError::Lexicon {
        path: path.to_owned(),
        faults: faults.iter().map(ToString::to_string).collect(),
    })
}
