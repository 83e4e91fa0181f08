//! The network beside the article layer: when there is one, and that scores and shares hear of it.

use nabra::corpus::Label;
use nabra::learn::Recipe;
use nabra::model::{Model, Task};
use nabra::score::{Scorer, Verdict};

use crate::{passages, recipe, scores, trained};

fn units(model: &Model) -> usize {
    let Task::Faction(layers) = &model.task else { panic!("a faction model") };
    layers.article.network.as_deref().map_or(0, nabra::model::network::Network::units)
}

/// Nearly all of a score is the network's.
fn mostly_network() -> Recipe {
    let mut recipe = recipe();
    recipe.network.units = 24;
    recipe.network.least_rows = 100;
    recipe.network.share = 0.99;
    recipe.network.dropout = 0.1;
    recipe.network.epochs = 200;
    recipe
}

#[test]
fn there_is_a_network_from_as_many_rows_on_as_the_recipe_says() {
    let rows = passages(0, 120);
    let mut recipe = mostly_network();
    recipe.network.epochs = 2;
    let labels = trained(&rows, &recipe, false).report.examples;
    for (least, units_then) in [(labels, 24), (labels + 1, 0)] {
        recipe.network.least_rows = least;
        assert_eq!(units(&trained(&rows, &recipe, false).model), units_then, "at least {least}");
    }
    (recipe.network.least_rows, recipe.network.units) = (1, 0);
    assert_eq!(units(&trained(&rows, &recipe, false).model), 0);
}

#[test]
fn scores_are_what_the_network_learned_and_shares_add_up_to_them() {
    let rows = passages(0, 250);
    let model = trained(&rows, &mostly_network(), true).model;
    let (mut right, mut all) = (0, 0);
    for (row, scored) in rows.iter().zip(scores(&model, &rows)) {
        let (Some(Label::Factions(labels)), Verdict::Factions { factions, .. }) =
            (&row.label, &scored.verdict)
        else {
            panic!("factions")
        };
        for label in labels {
            let Some(said) = factions.iter().find(|said| *said.faction == *label.faction) else { continue };
            all += 1;
            right += usize::from(*said.framing == *label.framing);
        }
    }
    assert!(all > 250 && right * 10 > all * 9, "{right} of {all}");
    let mut scorer = Scorer::new(&model);
    for explanation in rows.iter().flat_map(|row| scorer.explain(&row.document)) {
        let shares: f64 = explanation.shares.iter().map(|share| share.share).sum();
        let sum = shares + explanation.intercept + explanation.context;
        assert!((sum - explanation.difference()).abs() < 1e-4, "{sum} {}", explanation.difference());
    }
    let read = Model::read(&model.to_bytes()).unwrap();
    assert_eq!(scores(&model, &rows), scores(&read, &rows));
}
