//! Laboratory: cross-validates ideas for the two layers.
use std::time::Instant;
use nabra::annotate::Lexicons;
use nabra::corpus::{read_all, Input, ReadOptions};
use nabra::corpus::dedup::near_duplicates;
use nabra::factions::FactionLexicon;
use nabra::features::{SparseRows, TfIdf, dense};
use nabra::learn::{examples::{examples, groups}, recipe::Recipe, token_layer::TokenRows};
use nabra::model::{calibration::{Calibration, Method}, class_weights::{class_weights, row_weights}, folds::grouped_folds, metrics::{Confusion, log_loss, top_classes, calibration_error}, solver::{Problem, Settings, sparse}};
use nabra::terms::TermLexicon;
use nabra::text::{HostWords, Language, TextSettings};
use ndarray::Array2;

fn lexicons() -> Lexicons {
    let read = |p: &str| std::fs::read_to_string(p).unwrap();
    let settings: TextSettings = toml::from_str(&read("training/lexicon/text.toml")).unwrap();
    let hosts = HostWords::from_tsv(&read("training/lexicon/words.tsv")).unwrap();
    let factions = FactionLexicon::parse(&read("training/lexicon/factions.toml")).unwrap();
    let terms = TermLexicon::parse(&read("training/lexicon/terms.toml")).unwrap();
    let vectors = std::env::var("VEC").ok().map_or_else(Default::default, |p| nabra::text::WordVectors::from_bytes(&std::fs::read(p).unwrap()).unwrap());
    Lexicons::new(Language::new(settings, hosts, vectors), factions, terms)
}

fn main() {
    let t = Instant::now();
    let lex = lexicons();
    let mut recipe = Recipe::default();
    let arg = |k: &str, d: f64| -> f64 { std::env::args().find_map(|a| a.strip_prefix(&format!("{k}=")).and_then(|v| v.parse().ok())).unwrap_or(d) };
    recipe.seed = arg("seed", 1.0) as u64;
    recipe.token.window = arg("tw", 9.0) as usize;
    recipe.article.window = arg("aw", 12.0) as usize;
    recipe.token.least = arg("tl", 3.0) as u32;
    recipe.folds.same_source.insert("fignews".into(), ["Hebrew", "Arabic", "English", "Hindi", "French"].map(|l| format!("fignews-{l}")).to_vec());
    let files: Vec<Input> = std::env::args().skip(1).filter(|a| !a.contains('=')).map(|a| Input::from(&a)).collect();
    let all = read_all(&files, &ReadOptions { labels: true, ..ReadOptions::default() }, None).unwrap();
    eprintln!("{:?} rows {} bad {}", t.elapsed(), all.rows.len(), all.bad.len());
    let ex = examples(&all.rows, &lex, &recipe);
    eprintln!("{:?} examples {} refused {} unfound {}", t.elapsed(), ex.examples.len(), ex.refused.len(), ex.unfound.len());
    for r in ex.refused.iter().take(3) { eprintln!("{r}"); }
    let g = groups(&all.rows, &recipe);
    let texts: Vec<&str> = all.rows.iter().map(|r| r.document.text.as_str()).collect();
    let dup = near_duplicates(&texts);
    let e = &ex.examples;
    let targets: Vec<u32> = e.iter().map(|x| x.class).collect();
    let group: Vec<u32> = e.iter().map(|x| g[x.row]).collect();
    let k = 5;
    let folds = grouped_folds(&group, &targets, k, recipe.seed).unwrap();
    let k = folds.iter().max().unwrap() + 1;
    let dups: Vec<std::collections::HashSet<u32>> = (0..k).map(|f| e.iter().zip(&folds).filter(|(_, g)| **g == f).map(|(x, _)| dup[x.row]).collect()).collect();
    eprintln!("{:?} folds", t.elapsed());
    let rows = TokenRows::new(e, &recipe.token);
    eprintln!("{:?} token rows {} x {} nnz {}", t.elapsed(), rows.rows.rows(), rows.rows.columns(), rows.rows.entries());
    let settings = Settings { alpha: arg("ta", 1.0), tolerance: 1e-3, max_iterations: 100 };
    let mut p = Array2::zeros((rows.rows.rows(), 3));
    let mut start = None;
    for f in 0..k {
        let fit = rows.fit(&|i| folds[i] != f && !dups[f as usize].contains(&dup[e[i].row]), &settings, start.as_ref()).unwrap();
        rows.judge(&fit, &|i| folds[i] == f, &mut p).unwrap();
        eprintln!("{:?} token fold {f} it {} ", t.elapsed(), fit.convergence.iterations);
        start = Some(fit);
    }
    let judged = rows.judged(e, &p);
    let bags: Vec<Vec<u64>> = e.iter().map(|x| x.bag.clone()).collect();
    let tfidf = TfIdf::fit(&bags, arg("al", 2.0) as u32);
    let nb = tfidf.vocabulary().len();
    let index = tfidf.vocabulary().index();
    let nd = dense::columns(&lex.language.vectors);
    let src = dense::Sources { terms: &lex.terms, vectors: &lex.language.vectors };
    let mut m = SparseRows::new(nb + nd);
    let scale = arg("ds", 1.0) as f32;
    for (x, j) in e.iter().zip(&judged) {
        let mut c: Vec<u32> = x.bag.iter().filter_map(|h| index.get(h).copied()).collect();
        let mut out = Vec::new();
        tfidf.row(&mut c, &mut out);
        let mut s = vec![0.0; nd];
        dense::fill(j, src, &mut s);
        if arg("nosum", 0.0) > 0.0 { s[..30].fill(0.0); }
        if arg("noterm", 0.0) > 0.0 { s[30..48].fill(0.0); }
        if arg("novec", 0.0) > 0.0 { s[48..].fill(0.0); }
        let ts = arg("ts", 1.0) as f32;
        s[30..48].iter_mut().for_each(|x| *x *= ts);
        m.push(out.into_iter().chain(s.iter().enumerate().map(|(i, v)| ((nb + i) as u32, v * scale))));
    }
    let own: Vec<f64> = e.iter().map(|x| x.weight).collect();
    let cw = class_weights(&targets, 3, Some(&own), arg("bal", 0.5)).unwrap();
    let w = row_weights(&targets, &cw, Some(&own)).unwrap();
    for alpha in [0.5, 1.0, 2.0, 4.0] {
        let mut z = Array2::zeros((e.len(), 3));
        let mut start = None;
        for f in 0..k {
            let tr: Vec<usize> = (0..e.len()).filter(|&i| folds[i] != f && !dups[f as usize].contains(&dup[e[i].row])).collect();
            let te: Vec<usize> = (0..e.len()).filter(|&i| folds[i] == f).collect();
            let x = m.select(&tr);
            let y: Vec<u32> = tr.iter().map(|&i| targets[i]).collect();
            let ww: Vec<f64> = tr.iter().map(|&i| w[i]).collect();
            let fit = sparse::fit(Problem::new(&x, &y, 3, Some(&ww)).unwrap(), &Settings { alpha, tolerance: 1e-4, max_iterations: 200 }, start.as_ref()).unwrap();
            let l = fit.logits(&m.select(&te)).unwrap();
            for (r, &i) in te.iter().enumerate() { z.row_mut(i).assign(&l.row(r)); }
            start = Some(fit);
        }
        let cal = Calibration::fit(Method::BiasCorrectedTemperature, z.view(), &targets, None, 1.0).unwrap();
        let pr = cal.probabilities(z.view()).unwrap();
        let ll = log_loss(pr.view(), &targets).unwrap();
        let arg_c = Confusion::new(&targets, &top_classes(pr.view()), 3).unwrap();
        let raw = Confusion::new(&targets, &top_classes(z.view()), 3).unwrap();
        // tuned bias
        let mut best = (0.0, 0.0, 0.0, None);
        for bh in 0..16 { for bf in 0..16 {
            let (h, fv) = (f64::from(bh) * 0.1 - 0.3, f64::from(bf) * 0.15 - 0.3);
            let pred: Vec<u32> = pr.rows().into_iter().map(|r| { let v = [r[0].ln() + h, r[1].ln(), r[2].ln() + fv]; (0..3).max_by(|&a, &b| v[a].total_cmp(&v[b])).unwrap() as u32 }).collect();
            let c = Confusion::new(&targets, &pred, 3).unwrap();
            if c.macro_f1() > best.0 { best = (c.macro_f1(), h, fv, Some(c)); }
        } }
        let f1 = |c: &Confusion| c.per_class().iter().map(|s| format!("{:.3}", s.f1)).collect::<Vec<_>>().join(" ");
        println!("alpha {alpha}: ll {ll:.4} argmax {:.4} raw {:.4} tuned {:.4} [{}] at {:.2} {:.2} ece {:.3}", arg_c.macro_f1(), raw.macro_f1(), best.0, f1(best.3.as_ref().unwrap()), best.1, best.2, calibration_error(pr.view(), &targets, 15).unwrap());
    }
    eprintln!("{:?} done", t.elapsed());
}
