//! Models that are not what they should be.

use super::support::{Ended, Sandbox, VERSION_AT, bundle};

/// What the command says of these bytes as a model; it must refuse them.
fn refusal(bytes: &[u8]) -> String {
    let sandbox = Sandbox::new();
    sandbox.write("m.nabra", bytes);
    let mut messages = Vec::new();
    for arguments in [&["inspect", "m.nabra"][..], &["predict", "--model", "m.nabra", "-o", "out.jsonl"]] {
        let ended = Ended::of(sandbox.nabra(arguments).write_stdin("نص"));
        assert_eq!((ended.code, ended.stdout.len()), (Some(2), 0), "{}", ended.stderr);
        assert!(ended.stderr.starts_with("nabra: m.nabra: "), "{}", ended.stderr);
        messages.push(ended.stderr);
    }
    assert_eq!(sandbox.files(), ["m.nabra"]);
    messages.concat()
}

#[test]
fn a_sound_one_is_shown() {
    let sandbox = Sandbox::new();
    sandbox.write("m.nabra", bundle());
    let ended = Ended::of(&mut sandbox.nabra(&["inspect", "m.nabra", "--json"]));
    assert_eq!(ended.code, Some(0));
    assert!(serde_json::from_slice::<serde_json::Value>(&ended.stdout).unwrap().is_object());
    assert_eq!(Ended::of(&mut sandbox.nabra(&["inspect", "m.nabra"])).code, Some(0));
}

#[test]
fn cut_short() {
    let sound = bundle();
    for length in [0, 1, 7, VERSION_AT + 2, 40, sound.len() / 2, sound.len() - 1] {
        refusal(&sound[..length]);
    }
}

#[test]
fn one_bit_changed() {
    let sound = bundle();
    for at in [0, VERSION_AT + 4, 40, sound.len() / 3, sound.len() / 2, sound.len() - 1] {
        let mut changed = sound.clone();
        changed[at] ^= 1 << (at % 8);
        refusal(&changed);
    }
}

#[test]
fn of_another_version() {
    let mut other = bundle();
    other[VERSION_AT] += 1;
    assert!(refusal(&other).contains("version"));
}

#[test]
fn something_else() {
    refusal("{\"id\": \"a\"}\n".repeat(100).as_bytes());
    let sandbox = Sandbox::new();
    for name in ["gone.nabra", "."] {
        let ended = Ended::of(&mut sandbox.nabra(&["inspect", name]));
        assert_eq!(ended.code, Some(2));
        assert!(ended.stderr.starts_with(&format!("nabra: {name}: ")), "{}", ended.stderr);
    }
}
