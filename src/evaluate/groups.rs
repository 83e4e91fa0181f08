//! The figures by faction, outlet and month.

use std::collections::BTreeMap;

use super::items::Items;
use super::predictions::Predictions;
use super::wire::{Group, Groups};
use crate::corpus::Row;
use crate::model::Error;
use crate::stats::{Bootstrap, Clusters};

/// Tables of the items by faction, outlet and month, the largest groups first. Items of which one of
/// these is not known are in none of its groups.
///
/// # Errors
///
/// [`Error`] where the figures cannot be computed.
pub fn groups(
    rows: &[Row],
    items: &Items,
    predictions: &Predictions,
    clusters: &Clusters,
    bootstrap: Bootstrap,
) -> Result<Groups, Error> {
    let by = |name: &dyn Fn(usize) -> Option<String>| -> Result<Vec<Group>, Error> {
        let mut members: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for &i in &predictions.order {
            if let Some(name) = name(i) {
                members.entry(name).or_default().push(i);
            }
        }
        let mut groups = members
            .into_iter()
            .map(|(name, members)| group(name, &members, predictions, clusters, bootstrap))
            .collect::<Result<Vec<Group>, Error>>()?;
        groups.sort_by(|a, b| b.rows.cmp(&a.rows).then_with(|| a.name.cmp(&b.name)));
        Ok(groups)
    };
    let document = |i: usize| &rows[items.items[i].row].document;
    let mut month = by(&|i| document(i).date.as_deref().and_then(month_of))?;
    month.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(Groups {
        faction: by(&|i| items.faction(rows, &items.items[i]).map(str::to_owned))?,
        source: by(&|i| document(i).source.clone())?,
        month,
    })
}

/// `members` are numbers of items, surest first.
fn group(
    name: String,
    members: &[usize],
    predictions: &Predictions,
    clusters: &Clusters,
    bootstrap: Bootstrap,
) -> Result<Group, Error> {
    let confusion = predictions.counted(&predictions.decided, members)?;
    let gold: Vec<u64> = confusion.per_class().iter().map(|scores| scores.support).collect();
    let present: Vec<u32> = (0..gold.len() as u32).filter(|&class| gold[class as usize] > 0).collect();
    let here = Clusters::new(members.iter().map(|&i| clusters.of_rows()[i]));
    let numbers = |drawn: &[u32]| -> Result<Vec<f64>, Error> {
        let rows: Vec<usize> = members
            .iter()
            .zip(here.of_rows())
            .flat_map(|(&i, &cluster)| std::iter::repeat_n(i, drawn[cluster as usize] as usize))
            .collect();
        let confusion = predictions.counted(&predictions.decided, &rows)?;
        Ok(vec![confusion.accuracy(), confusion.macro_f1_over(&present)?])
    };
    let intervals = bootstrap.intervals(here.count(), 2, |drawn| numbers(drawn).unwrap_or_default());
    Ok(Group {
        name,
        rows: members.len(),
        clusters: here.count(),
        gold,
        accuracy: intervals[0],
        f1_of_classes_present: intervals[1],
        not_found: members.iter().filter(|&&i| !predictions.found[i]).count(),
    })
}

/// `2020-06` of a date that begins with year and month, `2020-06-27` or `2020/06/27` say.
fn month_of(date: &str) -> Option<String> {
    let (year, rest) = date.trim().split_once(['-', '/'])?;
    let month: String = rest.chars().take_while(char::is_ascii_digit).collect();
    let number: u32 = month.parse().ok()?;
    let is_year = year.len() == 4 && year.bytes().all(|b| b.is_ascii_digit());
    (is_year && (1..=12).contains(&number)).then(|| format!("{year}-{number:02}"))
}

#[cfg(test)]
mod tests {
    use super::month_of;

    #[test]
    fn months_of_dates() {
        let found = ["2020-06-27", "2020/6/27", "2020-06-27T10:00:00Z", " 2020-06"].map(month_of);
        assert!(found.iter().all(|month| month.as_deref() == Some("2020-06")), "{found:?}");
        assert!(
            ["27/06/2020", "2020", "2020-13-01", "يونيو 2020", "", "20-06-27"]
                .map(month_of)
                .iter()
                .all(Option::is_none)
        );
    }
}
