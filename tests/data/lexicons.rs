//! The lexicons and the table of corpora.

use std::sync::OnceLock;

use nabra::annotate::Lexicons;
use nabra::factions::{Alias, FactionLexicon};
use nabra::terms::TermLexicon;
use nabra::text::{Connotations, HostWords, Language, WordVectors, fold_key};

use crate::read;

/// The lexicons that training uses; word vectors do not matter for finding names.
pub(crate) fn all() -> &'static Lexicons {
    static ALL: OnceLock<Lexicons> = OnceLock::new();
    ALL.get_or_init(|| {
        let settings = toml::from_str(&read("training/lexicon/text.toml")).unwrap();
        let hosts = HostWords::from_tsv(&read("training/lexicon/words.tsv")).unwrap();
        let factions = FactionLexicon::parse(&read("training/lexicon/factions.toml")).unwrap();
        let terms = TermLexicon::parse(&read("training/lexicon/terms.toml")).unwrap();
        Lexicons::new(Language::new(settings, hosts, WordVectors::default()), factions, terms)
    })
}

/// Id and table of each corpus of `training/corpora.toml`.
pub(crate) fn corpora() -> Vec<(String, toml::Table)> {
    let table: toml::Table = toml::from_str(&read("training/corpora.toml")).unwrap();
    let corpora = table["corpus"].as_array().unwrap().iter().map(|corpus| corpus.as_table().unwrap().clone());
    corpora.map(|corpus| (corpus["id"].as_str().unwrap().to_owned(), corpus)).collect()
}

#[test]
fn factions_are_in_order() {
    let factions = &all().factions.factions;
    let mut conflicts: Vec<_> = factions.iter().map(|faction| faction.conflict.as_deref()).collect();
    conflicts.dedup();
    let listed = conflicts.len();
    conflicts.sort_unstable();
    conflicts.dedup();
    assert_eq!(conflicts.len(), listed, "the factions of a conflict stand apart");
    for conflict in factions.chunk_by(|a, b| a.conflict == b.conflict) {
        let ids: Vec<_> = conflict.iter().map(|faction| &faction.id).collect();
        assert!(ids.is_sorted(), "{ids:?}");
    }
    for faction in factions {
        // Plain names first, each kind by code point, none twice.
        let order = |alias: &Alias| (*alias != Alias::plain(alias.text.clone()), alias.text.clone());
        let aliases: Vec<_> = faction.aliases.iter().map(order).collect();
        assert!(aliases.is_sorted(), "{}: {aliases:?}", faction.id);
        assert!(
            !aliases.windows(2).any(|pair| pair[0] == pair[1] && !pair[0].0),
            "{}: {aliases:?}",
            faction.id
        );
    }
}

#[test]
fn terms_are_in_order() {
    let table: toml::Table = toml::from_str(&read("training/lexicon/terms.toml")).unwrap();
    let order = |term: &toml::Value| {
        let field = |name: &str| term[name].as_str().unwrap().to_owned();
        (field("category"), field("id"))
    };
    let terms: Vec<_> = table["term"].as_array().unwrap().iter().map(order).collect();
    let wrong = terms.windows(2).find(|pair| pair[0] >= pair[1]);
    assert_eq!(wrong, None, "terms go by category and id");
    assert_eq!(terms.len(), all().terms.terms.len());
}

#[test]
fn corpora_say_what_they_are() {
    const FACTS: [&str; 8] =
        ["name", "repository", "what", "years", "licence", "commercial_use", "keyed", "rebuild"];
    let corpora = corpora();
    for (id, corpus) in &corpora {
        for fact in FACTS {
            assert!(!corpus[fact].as_str().unwrap().is_empty(), "{id}: {fact}");
        }
        assert!(
            ["allowed", "forbidden", "not stated"].contains(&corpus["commercial_use"].as_str().unwrap()),
            "{id}"
        );
        assert_eq!(corpus.len(), FACTS.len() + 1, "{id}: facts beside {FACTS:?}");
    }
    let mut ids: Vec<_> = corpora.iter().map(|(id, _)| id).collect();
    ids.sort_unstable();
    assert!(ids.windows(2).all(|pair| pair[0] != pair[1]), "{ids:?}");
}

#[test]
fn connotations_are_in_order_and_take_a_side() {
    let text = read("training/lexicon/connotations.tsv");
    let table = Connotations::from_tsv(&text).unwrap();
    let lines: Vec<&str> = text.lines().filter(|line| !line.starts_with('#')).collect();
    assert_eq!(table.len(), lines.len());
    assert!(lines.is_sorted() && lines.len() > 5_000);
    for line in lines {
        let stems = line.split('\t').next().unwrap();
        assert!(stems.split(' ').all(|stem| fold_key(stem) == stem), "folded: {line}");
        // Only a phrase can say that its words take no side here.
        assert!(stems.contains(' ') || !line.ends_with("\t0\t0"), "{line}");
        assert!(stems.split(' ').count() <= 3, "longer than phrases are looked for: {line}");
    }
}
