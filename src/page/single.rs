//! One article as a page in one file.

use askama::Template;

use super::article::ArticleView;
use super::{Frame, Language, PageError, Strings};
use crate::explain::Explanation;
use crate::factions::FactionLexicon;
use crate::report::View;

#[derive(Template)]
#[template(path = "single.html")]
struct Single<'a> {
    frame: Frame,
    t: &'static Strings,
    article: ArticleView<'a>,
}

/// The article with its marked words and its factions, of those that `view` shows; `lexicon` has
/// the factions' English names.
///
/// # Errors
/// A template that fails.
pub fn single(
    explanation: &Explanation<'_>,
    view: &View,
    lexicon: &FactionLexicon,
    language: Language,
) -> Result<String, PageError> {
    let frame =
        Frame::whole(language, &[explanation.document.title.as_str(), &explanation.document.text].concat());
    let article = ArticleView::new(explanation, view, lexicon, language, 1);
    Ok(Single { t: frame.strings(), frame, article }.render()?)
}
