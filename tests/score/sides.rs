//! How a text speaks of a faction counts for those on its side.

use nabra::factions::FactionLexicon;
use nabra::model::Model;
use nabra::score::Scorer;

use super::{document, factions};

const CLUBS: &str = r#"
[[faction]]
id = "eagles"
name = { ar = "النسور", en = "Eagles" }
aliases = ["حركة النسور"]

[[faction]]
id = "falcons"
name = { ar = "الصقور", en = "Falcons" }
aliases = ["حركة الصقور"]
"#;

/// The score of the falcons in a text that condemns the eagles.
fn falcons(sides: &str) -> f64 {
    let clubs = FactionLexicon::parse(&format!("{sides}\n{CLUBS}")).unwrap();
    let model = Model::default_model().unwrap().with_factions(clubs);
    let text =
        "ارتكبت عصابات حركة النسور الإرهابية المجرمة مجزرة بشعة بحق الأبرياء. ووصلت حركة الصقور إلى الميناء.";
    let scored = Scorer::new(&model).score(&document("", text));
    factions(&scored).iter().find(|faction| &*faction.faction == "falcons").unwrap().score
}

#[test]
fn words_against_an_ally_count_against_a_faction_more_than_words_against_anybody() {
    let (apart, together) = (falcons(""), falcons("sides = [[\"falcons\", \"eagles\"]]"));
    assert!(together < apart - 0.01, "{together} on one side, {apart} apart");
    assert!(together > -0.5, "{together}: by company alone nobody is condemned");
}
