//! Shows what is seen in texts before any model looks (mentions, terms, voices).
use nabra::annotate::{Annotator, Lexicons};
use nabra::factions::FactionLexicon;
use nabra::terms::TermLexicon;
use nabra::text::{HostWords, Language, TextSettings};

fn main() {
    let read = |p: &str| std::fs::read_to_string(p).unwrap();
    let settings: TextSettings = toml::from_str(&read("training/lexicon/text.toml")).unwrap();
    let hosts = HostWords::from_tsv(&read("training/lexicon/words.tsv")).unwrap();
    let factions = FactionLexicon::parse(&read("training/lexicon/factions.toml")).unwrap_or_else(|e| { for e in e.iter().take(20) { eprintln!("{e}"); } panic!() });
    let terms = TermLexicon::parse(&read("training/lexicon/terms.toml")).unwrap_or_else(|e| { for e in e.iter().take(20) { eprintln!("{e}"); } panic!() });
    let lex = Lexicons::new(Language::new(settings, hosts, nabra::text::WordVectors::default()), factions, terms);
    let mut a = Annotator::default();
    for p in std::env::args().skip(1) {
        let text = read(&p);
        a.read(&lex, "", &text);
        println!("== {p}");
        let r = &a.article.reading;
        let mut i = 0;
        let mut line = String::new();
        while i < r.tokens.len() {
            let t = r.tokens.token(i);
            let w = a.lexis.word(r.words[i]);
            if let Some(m) = a.article.mentions.iter().find(|m| m.tokens.start == i) {
                line += &format!(" [{}:{:?} {}]", lex.factions.factions[m.faction as usize].id, m.kind, &text[t.start as usize..r.tokens.token(m.tokens.end - 1).end as usize]);
                i = m.tokens.end;
                continue;
            }
            let v = match r.voices[i].voice { nabra::text::voice::Voice::Own => "", nabra::text::voice::Voice::Quoted => "/q", nabra::text::voice::Voice::Reported => "/r" };
            let term = a.article.terms.iter().find(|h| h.tokens.contains(&i)).map(|h| format!("{{{}}}", lex.terms.terms[h.term as usize].id)).unwrap_or_default();
            line += &format!(" {}{}{}{}", w.stem(), v, if r.voices[i].scare { "'" } else { "" }, term);
            i += 1;
        }
        println!("{line}");
    }
}
