//! Arabic text: folding, tokens with offsets, clitics, sentences, own and quoted voice.
//!
//! One pass ([`tokenise`]) folds spelling and cuts tokens, each of which remembers where it
//! stood in the text as it was read. The rest works on tokens: [`Morphology`] takes clitics
//! off, [`sentences`] finds where sentences end, [`voice`] tells whose words a token is.

mod clitics;
mod connotation;
mod directory;
mod entities;
mod excerpt;
mod fold;
pub mod hash;
mod lexis;
mod lists;
pub mod phrases;
mod reading;
mod register;
mod sentence;
mod sieve;
mod slots;
mod token;
mod vectors;
pub mod voice;
mod words;

pub use clitics::{Analysis, Attached, Clitic, CliticSettings, Morphology, Proclitics};
pub use connotation::{Connotation, ConnotationEntry, Connotations};
pub use directory::Directory;
pub use excerpt::Excerpt;
pub use fold::fold_key;
pub(crate) use lexis::keep;
pub use lexis::{Lexis, Word, WordId};
pub use lists::KeySet;
pub use reading::{Language, Reading, TextSettings};
pub use register::{CLASSES as REGISTERS, RegisterSettings, Registers};
pub use sentence::{Ending, sentences};
pub use token::{Field, Mark, Quote, Sign, Token, TokenKind, Tokens, tokenise};
pub use vectors::WordVectors;
pub use words::{HostWords, WordCount};
