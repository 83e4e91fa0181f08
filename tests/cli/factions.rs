//! `nabra factions`.

use super::support::{Ended, Sandbox};

const MINE: &str = "[[faction]]\nid = \"club\"\nname = { ar = \"النادي\", en = \"Club\" }\naliases = [\"نادي المدينة\", \"النادي\"]\n";

#[test]
fn the_list_counts_aliases() {
    let sandbox = Sandbox::new();
    sandbox.write("mine.toml", MINE);
    let list = |more: &[&str]| {
        let mut command = sandbox.nabra(&["factions", "list", "--factions", "mine.toml"]);
        Ended::of(command.args(more))
    };
    let ended = list(&["--json"]);
    assert_eq!(ended.code, Some(0));
    let list_of: Vec<serde_json::Value> = serde_json::from_slice(&ended.stdout).unwrap();
    let club = list_of.iter().find(|entry| entry["id"] == "club").unwrap();
    assert_eq!((&club["aliases"], &club["name"]["en"]), (&2.into(), &"Club".into()));
    assert!(list_of.iter().any(|entry| entry["id"] == "libya-gna"));
    assert!(list(&[]).text().lines().any(|line| line.starts_with("club ") && line.contains(" 2  Club")));
}

#[test]
fn a_check_names_every_fault() {
    let sandbox = Sandbox::new();
    sandbox.write("good.toml", MINE);
    let faults = MINE.replace("\"club\"", "\"no id\"").replace("\"النادي\"]", "\"؟!\"]");
    sandbox.write("bad.toml", format!("{faults}{MINE}{MINE}"));
    let ended = Ended::of(&mut sandbox.nabra(&["factions", "check", "bad.toml", "good.toml"]));
    assert_eq!((ended.code, ended.stdout.len()), (Some(2), 0));
    let told: Vec<_> = ended.stderr.lines().filter(|line| line.starts_with("nabra: bad.toml: ")).collect();
    assert!(told.len() >= 3, "{}", ended.stderr);
    for fault in ["no id", "no letters", "there twice"] {
        assert!(told.iter().any(|line| line.contains(fault)), "{fault}: {}", ended.stderr);
    }
    assert!(ended.stderr.contains("good.toml: no faults; 1 faction, 2 names"), "{}", ended.stderr);
    assert_eq!(Ended::of(&mut sandbox.nabra(&["factions", "check", "good.toml"])).code, Some(0));
}

#[test]
fn a_check_says_what_is_wrong_in_a_name() {
    let sandbox = Sandbox::new();
    let told = |name: &str| {
        sandbox.write("bad.toml", MINE.replace("\"النادي\"]", &format!("{name}]")));
        Ended::of(&mut sandbox.nabra(&["factions", "check", "bad.toml"])).stderr
    };
    for (name, fault) in [
        ("{ txt = \"النادي\" }", "unknown field `txt`"),
        ("{ near = [\"كرة\"] }", "missing field `text`"),
        ("5", "expected a name, or a table of `text`"),
    ] {
        let told = told(name);
        assert!(told.starts_with("nabra: bad.toml: ") && told.contains(fault), "{told}");
    }
}

#[test]
fn names_of_very_many_words_are_read() {
    let sandbox = Sandbox::new();
    let (long, plurals) = ("كلمة ".repeat(50_000), "المعلمين ".repeat(60));
    sandbox.write("long.toml", MINE.replace("\"النادي\"]", &format!("\"{long}\", \"{plurals}\"]")));
    sandbox.write("article.txt", format!("قال {}إنهم عادوا", "المعلمون ".repeat(60)));
    let ended = Ended::of(&mut sandbox.nabra(&["predict", "--factions=long.toml", "article.txt"]));
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
}

#[test]
fn a_side_may_name_factions_built_in_and_nobody_else() {
    let sandbox = Sandbox::new();
    sandbox.write("sides.toml", format!("sides = [[\"club\", \"libya-gna\"]]\n{MINE}"));
    assert_eq!(Ended::of(&mut sandbox.nabra(&["factions", "check", "sides.toml"])).code, Some(0));
    sandbox.write("wrong.toml", format!("sides = [[\"club\", \"the-other-club\"]]\n{MINE}"));
    for command in [["factions", "check", "wrong.toml"], ["factions", "list", "--factions=wrong.toml"]] {
        let ended = Ended::of(&mut sandbox.nabra(&command));
        assert_eq!((ended.code, ended.stdout.len()), (Some(2), 0), "{command:?}");
        let told = ended.stderr.contains("wrong.toml: `sides`: there is no faction \"the-other-club\"");
        assert!(told, "{}", ended.stderr);
    }
}

#[test]
fn a_check_of_no_toml_says_where_it_breaks() {
    let sandbox = Sandbox::new();
    let ended = Ended::of(sandbox.nabra(&["factions", "check", "-"]).write_stdin("[[faction]]\nid = club\n"));
    assert_eq!(ended.code, Some(2));
    assert!(ended.stderr.contains("line 2"), "{}", ended.stderr);
    let ended = Ended::of(&mut sandbox.nabra(&["factions", "check", "gone.toml"]));
    assert_eq!(ended.code, Some(2));
    assert!(ended.stderr.starts_with("nabra: gone.toml: cannot be read"), "{}", ended.stderr);
}
