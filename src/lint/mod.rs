//! Loaded terms for editors: where each stands, whom it strikes, and what could be said instead.
//!
//! 1. `position`: lines and columns, as editors count them.
//! 2. [`Linter`]: a document in, its [`Finding`]s out.
//! 3. [`wire`], [`sarif`], [`text`]: what is written of them.

mod advice;
mod aim;
mod names;
mod position;
pub mod sarif;
pub mod text;
pub mod wire;

use std::sync::Arc;

use crate::annotate::{Annotator, Lexicons};
use crate::corpus::Document;
use crate::factions::{Faction, MentionKind};
use crate::terms::{Term, TermHit, TermLean};
use crate::text::voice::Voice;
use crate::text::{Excerpt, Field};

pub use advice::why;
pub(crate) use names::Names;
pub use position::Position;
use position::Positions;

/// Characters of the line that are shown on either side of a term.
const REACH: usize = 48;

/// What is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Scope {
    /// Terms that lean one way, in the article's own voice.
    #[default]
    OwnVoice,
    /// Also those in quotations, reports and scare quotes, and those whose lean depends on their use.
    All,
}

/// How grave a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// The article's own voice takes a side.
    Warning,
    /// To be looked at: another's words, words between scare quotes, or a term whose lean depends on its use.
    Note,
}

impl Level {
    /// `warning` or `note`, as SARIF names them.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }
}

/// A loaded term in its place.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding<'l> {
    /// The term.
    pub term: &'l Term,
    /// How grave it is.
    pub level: Level,
    /// Whose words it is in.
    pub voice: Voice,
    /// The faction it is said of, as far as nearness tells: the nearest mention in its sentence.
    pub faction: Option<&'l Faction>,
    /// Plain words for it; names of factions only where they are of the one that it is said of.
    pub plainer: Vec<&'l str>,
    /// The field it stands in.
    pub field: Field,
    /// Bytes of the field, on character boundaries.
    pub bytes: std::ops::Range<usize>,
    /// Where it begins in the field.
    pub start: Position,
    /// The position after its last character.
    pub end: Position,
    /// The words with their line.
    pub excerpt: Excerpt,
}

/// Looks through document after document; one for each thread.
#[derive(Debug)]
pub struct Linter<'l> {
    lexicons: &'l Lexicons,
    scope: Scope,
    names: Arc<Names>,
    annotator: Annotator,
}

impl<'l> Linter<'l> {
    /// One that knows the terms and factions of `lexicons`.
    #[must_use]
    pub fn new(lexicons: &'l Lexicons, scope: Scope) -> Self {
        let names = Arc::new(Names::of(&lexicons.factions));
        Self { lexicons, scope, names, annotator: Annotator::default() }
    }

    /// The names of the factions that it knows.
    pub(crate) fn names(&self) -> Arc<Names> {
        Arc::clone(&self.names)
    }

    /// The findings of `document`: those of its title, then those of its text, in order.
    pub fn lint(&mut self, document: &Document) -> Vec<Finding<'l>> {
        self.annotator.read(self.lexicons, &document.title, &document.text);
        let article = &self.annotator.article;
        let mut title = Positions::new(&document.title);
        let mut body = Positions::new(&document.text);
        let mut findings = Vec::new();
        for hit in &article.terms {
            let Some((term, level)) = self.judge(hit) else { continue };
            let field = article.reading.tokens.field(hit.tokens.start);
            let (text, positions) = match field {
                Field::Title => (&document.title, &mut title),
                Field::Text => (&document.text, &mut body),
            };
            let tokens = &article.reading.tokens;
            let bytes =
                tokens.token(hit.tokens.start).start as usize..tokens.token(hit.tokens.end - 1).end as usize;
            let faction = aim::faction(article, hit, term.category)
                .map(|id| &self.lexicons.factions.factions[usize::from(id)]);
            findings.push(Finding {
                term,
                level,
                voice: article.reading.voices[hit.tokens.start].voice,
                faction,
                plainer: self.names.fitting(&term.neutral, faction.map(|faction| &*faction.id)),
                field,
                start: positions.at(bytes.start),
                end: positions.at(bytes.end),
                excerpt: Excerpt::of(text, bytes.clone(), REACH),
                bytes,
            });
        }
        findings
    }

    /// Whether a use of a term is told, and how grave it is.
    fn judge(&self, hit: &TermHit) -> Option<(&'l Term, Level)> {
        let article = &self.annotator.article;
        let term = &self.lexicons.terms.terms[usize::from(hit.term)];
        // Of a term that is one for the marks round it, the marks say what the article thinks.
        let distant = !term.quoted && self.is_in_scare_quotes(hit);
        let own = article.reading.voices[hit.tokens.start].voice == Voice::Own && !distant;
        let level = match term.lean {
            TermLean::Neutral => return None,
            TermLean::Hostile | TermLean::Favourable if own => Level::Warning,
            _ => Level::Note,
        };
        let shown = level == Level::Warning || self.scope == Scope::All;
        (shown && (term.quoted || !self.is_within_a_name(hit))).then_some((term, level))
    }

    /// Whether the article keeps its distance from the words (scare quotes).
    fn is_in_scare_quotes(&self, hit: &TermHit) -> bool {
        hit.tokens.clone().all(|token| self.annotator.article.reading.voices[token].scare)
    }

    /// Whether the words belong to the name that a faction goes by (المقاومة in حركة المقاومة الإسلامية).
    fn is_within_a_name(&self, hit: &TermHit) -> bool {
        // Mentions stand in order, none overlaps another: only the last that begins here or before can hold it.
        let mentions = &self.annotator.article.mentions;
        let behind = mentions.partition_point(|mention| mention.tokens.start <= hit.tokens.start);
        mentions[..behind]
            .last()
            .is_some_and(|mention| mention.kind == MentionKind::Name && hit.tokens.end <= mention.tokens.end)
    }
}
