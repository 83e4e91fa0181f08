//! Where the clause begins that a verb hands over.

use super::headline::{before_quotation, within_number_or_address};
use super::reporting::Sentence;
use super::{Role, Voice};
use crate::text::token::Sign;

/// What opens a clause, if anything.
pub(super) enum Opening {
    /// Its first token.
    At(usize),
    /// A quotation follows, which speaks for itself.
    Quotation,
    None,
}

impl Sentence<'_, '_> {
    /// What opens the clause of the verb at `i`, within `reach` words: أن, a colon, the
    /// preposition that the verb governs, or the deed that is its object.
    pub(super) fn opening(&self, i: usize, verb: Role, reach: usize) -> Opening {
        let deed = self.deed(i, verb);
        let (mut words, governed) = (0, self.passage.language.voice.settings().governed_reach);
        for j in i + 1..self.range.end {
            if self.out[j].voice == Voice::Quoted {
                return deed.map_or(Opening::Quotation, Opening::At);
            }
            if self.opening_colon(j) {
                if before_quotation(self.passage, self.out, j) {
                    return Opening::Quotation;
                }
                return Opening::At(j + 1);
            }
            if !self.is_word(j) {
                continue;
            }
            let role = self.role(j);
            if self.opens_complement(j, role) {
                return Opening::At(deed.filter(|&deed| deed < j && self.outranks(i, deed, j)).unwrap_or(j));
            }
            if self.begins_frame(j, role) {
                break;
            }
            if words < governed && (verb.governs(role) || verb.governs_ba() && self.carries_ba(j)) {
                let start = j + usize::from(verb.governs(role));
                return Opening::At(deed.map_or(start, |deed| deed.min(start)));
            }
            words += 1;
            if words > reach {
                break;
            }
        }
        deed.map_or(Opening::None, Opening::At)
    }

    fn opens_complement(&self, j: usize, role: Role) -> bool {
        let concludes = self.passage.tokens.key(j).starts_with('ف');
        role.has(Role::COMPLEMENT)
            && !concludes
            && !self.word_before(j).is_some_and(|b| self.role(b).has(Role::NO_SPEECH))
    }

    /// The deed that is the object of the verb at `i`: أعلن الجيش مقتل, or دعا الناس للتظاهر.
    fn deed(&self, i: usize, verb: Role) -> Option<usize> {
        let sought = verb.sought_deeds();
        if sought.is_none() {
            return None;
        }
        let words = (i + 1..self.range.end).filter(|&j| self.is_word(j));
        let reach = self.passage.language.voice.settings().deed_reach;
        let mut words = words
            .take(reach)
            .take_while(|&j| self.role(j).has(sought) || !self.begins_frame(j, self.role(j)));
        words.find(|&j| {
            self.role(j).has(sought) && !self.word_before(j).is_some_and(|b| self.is_preposition(b))
        })
    }

    fn is_preposition(&self, i: usize) -> bool {
        let role = self.role(i);
        role.has(Role::PREPOSITION) || role.is_preposition()
    }

    /// Whether the deed that follows the verb at `verb` is its object although أن follows at
    /// `complement`: right behind the verb, or أن is joined to it by و.
    fn outranks(&self, verb: usize, deed: usize, complement: usize) -> bool {
        let joined = self.lexis.word(self.passage.words[complement]).proclitics.conjunction;
        joined || self.next_word(verb) == Some(deed)
    }

    fn carries_ba(&self, j: usize) -> bool {
        let word = self.lexis.word(self.passage.words[j]);
        let host = word.without_conjunction();
        let aside = || self.passage.language.voice.settings().adverbials.contains(host);
        word.proclitics.preposition && host.starts_with('ب') && !aside()
    }

    /// A colon that neither parts two numbers nor opens a list.
    fn opening_colon(&self, j: usize) -> bool {
        if self.passage.tokens.sign(j) != Sign::Colon || within_number_or_address(self.passage, j) {
            return false;
        }
        self.word_before(j).is_none_or(|before| {
            // A place by itself is a dateline («القاهرة:»), at a name's end («اتحاد طلاب مصر:») it is none.
            let alone = self.word_before(before).is_none();
            let role = self.role(before);
            !(role.has(Role::LIST_HEAD) || alone && role.has(Role::LABEL))
        })
    }

    /// After the subject of a verb of saying with no word to open its clause: behind the comma
    /// that ends it, or behind the two round what is put in between.
    pub(super) fn after_subject(&self, i: usize, reach: usize) -> Opening {
        let sentence = i + 1..self.range.end.min(i + 2 * reach);
        let mut subject = sentence.take_while(|&j| !self.is_word(j) || !self.begins_frame(j, self.role(j)));
        let mut comma = || subject.find(|&j| self.is_comma(j));
        match (comma(), comma()) {
            (Some(first), Some(second)) if second - first <= reach => Opening::At(second + 1),
            (Some(first), _) if first - i <= reach => Opening::At(first + 1),
            _ => Opening::None,
        }
    }
}
