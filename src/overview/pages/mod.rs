//! An overview as pages for a browser: one in a single file, or many that link each other.
//!
//! 1. `links`: where each thing is shown, and who points to it.
//! 2. `plots`: numbers as shapes.
//! 3. `views`: what the templates draw.
//!
//! Every page is whole in its file: style and script stand inside, nothing is asked for elsewhere.

mod links;
mod plots;
mod views;

use std::collections::BTreeSet;

use askama::Template;

use self::links::Links;
use self::views::{FactionSection, ReportView};
use super::Overview;
use crate::explain::Explanation;
use crate::factions::FactionLexicon;
use crate::groups::Period;
use crate::page::article::ArticleView;
use crate::page::{Frame, Language, PageError, Strings};
use crate::report::View;
use crate::terms::TermLexicon;

/// What every page of a report is made with.
#[derive(Debug, Clone, Copy)]
pub struct Pages<'a> {
    /// The figures.
    pub overview: &'a Overview,
    /// Names of the factions.
    pub factions: &'a FactionLexicon,
    /// The terms that [`Overview::terms`] numbers.
    pub terms: &'a TermLexicon,
    /// The language of the pages.
    pub language: Language,
    /// The stretches of time.
    pub over: Period,
    /// How many factions are shown, those of most documents.
    pub top: usize,
    /// Rows that could not be read.
    pub unread: u64,
    /// Pages of articles in a report of many pages.
    pub article_pages: u32,
    /// What says which model it was: the first digits of its hash.
    pub model: &'a str,
}

#[derive(Template)]
#[template(path = "report.html")]
struct ReportPage<'a> {
    frame: Frame,
    t: &'static Strings,
    report: &'a ReportView,
    /// For a report in one file.
    sections: &'a [FactionSection],
    /// For a report in one file: articles as [`article`] gives them.
    articles: &'a [String],
}

#[derive(Template)]
#[template(path = "report-faction.html")]
struct FactionPage<'a> {
    frame: Frame,
    t: &'static Strings,
    section: &'a FactionSection,
}

#[derive(Template)]
#[template(path = "report-articles.html")]
struct ArticlesPage<'a> {
    frame: Frame,
    t: &'static Strings,
    number: u32,
    previous: Option<String>,
    next: Option<String>,
    articles: &'a [String],
}

#[derive(Template)]
#[template(path = "article.html")]
struct Fragment<'a> {
    t: &'static Strings,
    article: ArticleView<'a>,
}

/// An article with its marks, as a part of a page; `number` tells it from the others of its page.
///
/// # Errors
/// A template that fails.
pub fn article(
    explanation: &Explanation<'_>,
    view: &View,
    lexicon: &FactionLexicon,
    language: Language,
    number: usize,
) -> Result<String, PageError> {
    let article = ArticleView::new(explanation, view, lexicon, language, number);
    Ok(Fragment { t: language.strings(), article }.render()?)
}

/// Page `number` (from 1) of the articles of a report of many pages, and the page that follows, if one does.
///
/// # Errors
/// A template that fails.
pub fn articles_page(
    articles: &[String],
    language: Language,
    number: u32,
    next: Option<u32>,
) -> Result<String, PageError> {
    let frame = Frame::whole(language, &articles.concat());
    let previous = (number > 1).then(|| links::articles_file(number - 1));
    let next = next.map(links::articles_file);
    Ok(ArticlesPage { t: frame.strings(), frame, number, previous, next, articles }.render()?)
}

/// The file of page `number` of the articles, in the folder `articles`.
#[must_use]
pub fn articles_file(number: u32) -> String {
    links::articles_file(number)
}

impl Pages<'_> {
    /// A report in one file that shows these articles (number in the input, [`article`]), whose
    /// `number`s on the page are those in the input plus 1.
    ///
    /// # Errors
    /// A template that fails.
    pub fn single(&self, articles: &[(u64, String)]) -> Result<String, PageError> {
        let shown: BTreeSet<u64> = articles.iter().map(|(number, _)| *number).collect();
        let links = Links::Single { shown: &shown };
        let report = ReportView::new(self, &links, articles.len());
        let sections = views::sections(self, &links);
        let articles: Vec<String> = articles.iter().map(|(_, article)| article.clone()).collect();
        let frame = Frame::whole(self.language, &articles.concat());
        let page = ReportPage {
            t: frame.strings(),
            frame,
            report: &report,
            sections: &sections,
            articles: &articles,
        };
        Ok(page.render()?)
    }

    /// The first page and the pages of the factions of a report of many pages: file names and content.
    ///
    /// # Errors
    /// A template that fails.
    pub fn many(&self) -> Result<Vec<(String, String)>, PageError> {
        let report = ReportView::new(self, &Links::First, 0);
        let frame = Frame::whole(self.language, &format!("{report:?}"));
        let first = ReportPage { t: frame.strings(), frame, report: &report, sections: &[], articles: &[] }
            .render()?;
        let mut pages = vec![("index.html".to_owned(), first)];
        for section in views::sections(self, &Links::Faction) {
            let frame = Frame::whole(self.language, &format!("{section:?}"));
            let name = format!("factions/{}.html", section.number);
            let page = FactionPage { t: frame.strings(), frame, section: &section };
            pages.push((name, page.render()?));
        }
        Ok(pages)
    }
}
