use super::*;
use crate::features::surroundings::Side;
use crate::terms::{Category, Term, TermLean};
use crate::text::hash::combine;
use crate::text::voice::{Frame, VoiceTag};

fn heard(chance: u64) -> VoiceTag {
    let frame = Frame::ALL[chance as usize % Frame::ALL.len()];
    VoiceTag { voice: frame.voice(), scare: false, frame }
}

/// Words of every kind, with probabilities that look like chance.
fn words(count: usize) -> Vec<Judged> {
    let random = |i: usize, of: u64| combine(i as u64, of);
    let p = |i: usize, of: u64| (random(i, of) >> 40) as f32 / (1u64 << 24) as f32;
    (0..count)
        .map(|i| Judged {
            spot: Spot {
                token: i,
                side: Side::ALL[i % 3],
                distance: i % 10,
                crossed: false,
                coordinated: false,
                name: 0,
                governor: None,
                voice: heard(random(i, 1)),
                title: false,
            },
            evidence: [p(i, 2), p(i, 3)],
            term: i.is_multiple_of(4).then_some((i % 3) as TermId),
            connotation: Connotation::all().nth(i % Connotation::COUNT).unwrap(),
            vector: None,
        })
        .collect()
}

fn lexicon() -> TermLexicon {
    let leans = [TermLean::Hostile, TermLean::Favourable, TermLean::Neutral];
    let term = |lean| Term {
        id: String::new(),
        cores: Vec::new(),
        suffixes: String::new(),
        extra: Vec::new(),
        quoted: false,
        category: Category::Label,
        lean,
        contexts: Vec::new(),
        neutral: Vec::new(),
        guidance: None,
        note: None,
    };
    TermLexicon { terms: leans.map(term).to_vec(), ..TermLexicon::default() }
}

/// Whatever the columns weigh, what they add to a sum is what the words are handed.
#[test]
fn shares_add_up_to_the_columns() {
    let terms = lexicon();
    for count in [0, 1, 2, 3, 5, 40] {
        let words = words(count);
        let (mut dense, mut values) = (Dense::default(), [0.0; SUMS]);
        words.iter().enumerate().for_each(|(i, word)| dense.add(i, word, &terms));
        dense.fill(&mut values);
        let weights: Vec<Pair> = (0..SUMS).map(|i| Pair((i as f64).sin(), 1.0)).collect();
        let mut shares = vec![Pair::default(); count];
        dense.share_out(words.iter().enumerate(), &terms, &weights, &values, &mut shares);
        for sum in [|pair: &Pair| pair.0, |pair: &Pair| pair.1] {
            let columns: f64 = weights.iter().zip(values).map(|(w, value)| sum(w) * f64::from(value)).sum();
            let handed: f64 = shares.iter().map(sum).sum();
            assert!((columns - handed).abs() < 1e-9, "{count} words: {columns} and {handed}");
        }
    }
}

#[test]
fn the_top_is_its_words_alone() {
    let mut words = words(3);
    words.iter_mut().for_each(|word| word.evidence = [0.1; 2]);
    words[1].evidence[0] = 0.9;
    let (mut dense, mut values, mut shares) = (Dense::default(), [0.0; SUMS], vec![Pair::default(); 3]);
    words.iter().enumerate().for_each(|(i, word)| dense.add(i, word, &lexicon()));
    dense.fill(&mut values);
    let mut weights = [Pair::default(); SUMS];
    weights[0] = Pair(1.0, -1.0);
    dense.share_out(words.iter().enumerate(), &lexicon(), &weights, &values, &mut shares);
    let top = f64::from(values[0]);
    assert_eq!(shares, [Pair::default(), Pair(top, -top), Pair::default()]);
}
