//! What phrases say against what their words say.

use nabra::text::{Connotations, Lexis, Reading};

use crate::support;

/// Each loaded word of `text` with what is said of its bearer and undergoer.
fn loaded(text: &str) -> Vec<(String, i8, i8)> {
    let table = "ارهاب\t-2\t0\nباسل\t2\t0\nحمايه ارهاب\t-2\t0\nمكافحه ارهاب\t0\t0\nمكافحه ارهاب دولي\t1\t0\n";
    let connotations = Connotations::from_tsv(table).unwrap();
    let language = support::language().clone().with_connotations(connotations);
    let mut reading = Reading::default();
    reading.read(&language, &mut Lexis::default(), "", text);
    let said = reading.connotations.iter().enumerate().filter(|(_, c)| !c.is_plain());
    said.map(|(i, c)| (reading.tokens.key(i).to_owned(), c.bearer(), c.undergoer())).collect()
}

fn word(key: &str, bearer: i8) -> (String, i8, i8) {
    (key.to_owned(), bearer, 0)
}

#[test]
fn a_phrase_speaks_in_place_of_its_words() {
    assert_eq!(loaded("اتهم الإرهاب"), [word("الارهاب", -2)]);
    assert_eq!(loaded("وحدات مكافحة الإرهاب الباسلة"), []);
    assert_eq!(loaded("وحدات لمكافحة الإرهاب الباسل"), [word("الباسل", 2)]);
    assert_eq!(loaded("متهم بحماية الإرهاب"), [word("بحمايه", -2)]);
}

#[test]
fn the_longest_phrase_counts_and_none_reaches_over_a_sign() {
    assert_eq!(loaded("جهود مكافحة الإرهاب الدولي"), [word("مكافحه", 1)]);
    assert_eq!(loaded("بدأت المكافحة. الإرهاب انتهى"), [word("الارهاب", -2)]);
    assert_eq!(loaded("بدأت المكافحة، الإرهاب انتهى"), [word("الارهاب", -2)]);
}
