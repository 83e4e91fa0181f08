//! Why a term is told, in words.

use crate::terms::{Category, Term, TermLean};

/// A phrase that says what the term does and to whom.
#[must_use]
pub fn why(term: &Term) -> String {
    match term.lean {
        TermLean::Hostile => leaning(term.category, "hostile", "against", "casts doubt on"),
        TermLean::Favourable => leaning(term.category, "favourable", "in favour of", "lends weight to"),
        TermLean::Neutral => "plain".to_owned(),
        TermLean::Context => depending(term),
    }
}

fn leaning(category: Category, lean: &str, side: &str, credit: &str) -> String {
    match category {
        Category::Label => format!("a {lean} label for those it names"),
        Category::Epithet => format!("a {lean} epithet for those it describes"),
        Category::Honorific => format!("a word of honour, {lean} to those it names"),
        Category::Designation => format!("a {lean} name for those it stands for"),
        Category::Title => format!("a title, {lean} to those who bear it"),
        Category::Act => format!("an act worded {side} those who do it"),
        Category::Aim => format!("an aim worded {side} those who pursue it"),
        Category::Loss => format!("a loss worded {side} those who suffer it"),
        Category::Sympathy => format!("a word of pity, {lean} to those it speaks of"),
        Category::Distancing => format!("distance, {lean} to what it names"),
        Category::VerbReport => format!("a reporting verb that {credit} the speaker"),
    }
}

fn depending(term: &Term) -> String {
    let lean = |lean| match lean {
        TermLean::Hostile => "hostile",
        TermLean::Favourable => "favourable",
        TermLean::Neutral => "plain",
        TermLean::Context => "open",
    };
    let uses: Vec<String> = term
        .contexts
        .iter()
        .map(|context| format!("{} for {}", lean(context.lean), context.of.replace('-', " ")))
        .collect();
    if uses.is_empty() {
        return "its lean depends on its use".to_owned();
    }
    format!("its lean depends on its use: {}", uses.join(", "))
}
