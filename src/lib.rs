//! Nabra (نبرة, "tone of voice") measures how Arabic news frames the factions it writes about.
//!
//! The rooms follow the data; each knows the ones before it and none after it:
//!
//! 1. [`corpus`]: documents and labelled rows in, from files in any usual shape.
//! 2. [`text`]: folding, tokens with offsets, clitics, sentences, own and quoted voice.
//! 3. [`factions`]: the lexicon of factions and where a document mentions them.
//! 4. [`features`]: what stands around a mention, as sparse TF-IDF rows.
//! 5. [`model`]: logistic regression, calibration and the bundle file.
//! 6. [`score`]: one document in, one scored document out, with its evidence.
//! 7. [`stats`]: intervals of figures by drawing clusters anew.
//! 8. [`evaluate`]: labelled rows and a model in, figures with intervals out.
//! 9. [`agreement`]: labels by several annotators in, how far they agree out.
//! 10. [`report`]: the wire formats.
//! 11. [`lint`]: loaded terms for editors.
//! 12. [`explain`]: why a document scored so, with its words in their places.
//! 13. [`page`]: the same for a browser.
//! 14. `serve` (with the feature of that name): a server for both.
//! 15. [`groups`], [`keyness`]: documents by outlet or time, and the words that separate them.
//! 16. [`compare`]: how groups frame each faction, with tests and corrections.
//! 17. [`overview`]: all of that in one pass, as a report to look at.

pub mod agreement;
pub mod annotate;
pub mod compare;
pub mod corpus;
pub mod evaluate;
pub mod explain;
pub mod factions;
pub mod features;
pub mod groups;
pub mod keyness;
pub mod learn;
pub mod lint;
pub mod model;
pub mod overview;
pub mod page;
pub mod report;
pub mod score;
#[cfg(feature = "serve")]
pub mod serve;
pub mod stats;
pub mod terms;
pub mod text;
