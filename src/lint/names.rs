//! Names of factions among plain words.
//!
//! Beside a label such as تنظيم داعش الإرهابي the lexicon lists plain names of all whom it is said of:
//! only that of the faction that is meant is a plainer word.

use std::collections::HashMap;

use crate::factions::FactionLexicon;
use crate::text::fold_key;

/// Folded names and the ids of the factions that go by them.
#[derive(Debug, Default)]
pub(crate) struct Names {
    /// Every name.
    all: HashMap<String, Vec<String>>,
    /// Those that name a faction in any surroundings.
    sure: HashMap<String, Vec<String>>,
}

impl Names {
    pub(super) fn of(lexicon: &FactionLexicon) -> Self {
        let mut names = Self::default();
        for faction in &lexicon.factions {
            let aliases = faction.aliases.iter().map(|alias| (&alias.text, alias.near.is_empty()));
            for (name, sure) in aliases.chain([(&faction.name.ar, true)]) {
                let key = fold_key(name);
                if sure {
                    names.sure.entry(key.clone()).or_default().push(faction.id.clone());
                }
                names.all.entry(key).or_default().push(faction.id.clone());
            }
        }
        names
    }

    /// Those of `plain` that name no other faction than `faction` (its id), none where none is meant.
    pub(super) fn fitting<'t>(&self, plain: &'t [String], faction: Option<&str>) -> Vec<&'t str> {
        plain.iter().map(String::as_str).filter(|words| !self.name_another(words, faction)).collect()
    }

    /// Whether `words` are the name of another faction than `faction`, or hold one (قوات حفتر).
    pub(crate) fn name_another(&self, words: &str, faction: Option<&str>) -> bool {
        let key = fold_key(words);
        let is_another = |ids: &Vec<String>| faction.is_none_or(|faction| ids.iter().all(|id| id != faction));
        if let Some(ids) = self.all.get(&key) {
            return is_another(ids);
        }
        let words: Vec<&str> = key.split_whitespace().collect();
        let runs = (0..words.len()).flat_map(|from| (from + 1..=words.len()).map(move |to| from..to));
        let mut held = runs.filter_map(|run| self.sure.get(&words[run].join(" "))).peekable();
        held.peek().is_some() && held.all(is_another)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_faction_that_is_meant_may_be_named() {
        let lexicon = FactionLexicon::parse(
            "[[faction]]\nid = \"a\"\nname = { ar = \"حزب الزيتون\", en = \"A\" }\n\
             aliases = [\"الزيتون\", { text = \"الحزب\", near = [\"الزيتون\"] }]\n\
             [[faction]]\nid = \"b\"\nname = { ar = \"حزب النخيل\", en = \"B\" }\naliases = [\"النخيل\"]\n",
        )
        .unwrap();
        let names = Names::of(&lexicon);
        let plain: Vec<String> =
            ["حزب الزيتون", "قوات النخيل", "الحزب", "مقاتلو الحزب", "مسلحون"].map(str::to_owned).into();
        assert_eq!(names.fitting(&plain, Some("a")), ["حزب الزيتون", "الحزب", "مقاتلو الحزب", "مسلحون"]);
        assert_eq!(names.fitting(&plain, Some("b")), ["قوات النخيل", "مقاتلو الحزب", "مسلحون"]);
        assert_eq!(names.fitting(&plain, None), ["مقاتلو الحزب", "مسلحون"]);
    }
}
