//! Completions, manual pages, colours.

use super::support::{Ended, Sandbox};

#[test]
fn every_shell_gets_every_command() {
    let sandbox = Sandbox::new();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let ended = Ended::of(&mut sandbox.nabra(&["completions", shell]));
        assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""));
        let script = ended.text();
        for word in ["predict", "explain", "serve", "min-probability"] {
            assert!(script.contains(word), "{shell}: {word}");
        }
    }
}

#[test]
fn every_command_has_a_manual_page_with_its_examples() {
    let sandbox = Sandbox::new();
    let ended = Ended::of(&mut sandbox.nabra(&["man", "-o", "man1"]));
    assert_eq!((ended.code, ended.stdout.as_slice(), ended.stderr.as_str()), (Some(0), &b""[..], ""));
    for page in ["nabra", "nabra-predict", "nabra-explain", "nabra-factions", "nabra-factions-check"] {
        let text = std::fs::read_to_string(sandbox.path().join(format!("man1/{page}.1"))).expect(page);
        assert!(text.contains(".TH") && text.contains("Examples"), "{page}: {text}");
    }
}

#[test]
fn no_colour_where_none_is_wanted() {
    let sandbox = Sandbox::new();
    sandbox.write("a.txt", include_str!("../fixtures/article.txt"));
    let mut command = sandbox.nabra(&["explain", "a.txt"]);
    let ended = Ended::of(command.env("NO_COLOR", "1").env("CLICOLOR_FORCE", "0"));
    assert!(!ended.text().contains('\u{1b}') && ended.text().contains("[-"));
}

#[test]
#[cfg(target_os = "linux")]
fn help_that_cannot_be_written_is_an_error() {
    let sandbox = Sandbox::new();
    let full = || std::fs::File::options().write(true).open("/dev/full").expect("the full device");
    for arguments in [&["--help"][..], &["lint", "--help"], &["--version"]] {
        // The harness would take the output for itself.
        let mut command = std::process::Command::new(sandbox.nabra(&[]).get_program());
        let run = command.args(arguments).stdout(full()).output().expect("nabra runs");
        assert_eq!(run.status.code(), Some(2), "{arguments:?}");
        assert!(String::from_utf8_lossy(&run.stderr).contains("cannot be written"), "{arguments:?}");
    }
}

#[test]
fn factions_are_picked_alike_in_every_command() {
    let sandbox = Sandbox::new();
    sandbox.write("a.txt", include_str!("../fixtures/article.txt"));
    for command in ["predict", "explain", "compare"] {
        for option in ["--only", "--faction"] {
            let ended = Ended::of(&mut sandbox.nabra(&[command, "a.txt", option, "libya-gna"]));
            assert_eq!(ended.code, Some(0), "{command} {option}: {}", ended.stderr);
        }
    }
}

/// Commands that read articles and write something, with what else each needs.
const WRITING: [&[&str]; 5] =
    [&["predict"], &["explain"], &["lint"], &["compare"], &["terms", "--faction", "libya-gna"]];

#[test]
fn formats_are_called_alike_in_every_command() {
    let sandbox = Sandbox::new();
    sandbox.write("a.txt", include_str!("../fixtures/article.txt"));
    for command in WRITING {
        let run = |more: &[&str]| Ended::of(&mut sandbox.nabra(&[command, &["a.txt"], more].concat()));
        let table = run(&["--format", "table"]);
        assert!(table.stdout == run(&["--format", "text"]).stdout && table.code != Some(2), "{command:?}");
        assert!(!table.text().starts_with('{'), "{command:?}");
        let json = run(&["--json"]);
        assert!(json.text().starts_with('{'), "{command:?}: {}", json.text());
        assert_eq!(json.text(), run(&["--format", "json"]).text(), "{command:?}");

        // The name decides where no format is asked for.
        for (name, expected) in [("out.json", &json), ("out.txt", &table), ("out.TXT", &table)] {
            assert_ne!(run(&["-o", name]).code, Some(2), "{command:?}: {name}");
            let written = std::fs::read(sandbox.path().join(name)).expect(name);
            assert!(written == expected.stdout, "{command:?}: {name}");
        }
        let refused = run(&["-o", "out.pdf"]);
        assert_eq!(refused.code, Some(2), "{command:?}");
        let told = refused.stderr;
        assert!(told.contains("nothing is written as .pdf") && told.contains("table"), "{command:?}: {told}");
        assert!(!sandbox.path().join("out.pdf").exists(), "{command:?}");
    }
}

#[test]
fn a_quiet_run_counts_what_it_does_not_name() {
    let sandbox = Sandbox::new();
    let good = r#"{"text": "قصفت مليشيات حفتر المدينة.", "labels": [{"faction": "libya-lna", "framing": "hostile"}]}"#;
    sandbox.write("rows.jsonl", format!("{good}\n{{\"text\": 1}}\n"));
    let commands: [&[&str]; 4] =
        [&["predict"], &["lint"], &["report", "-o", "report.html"], &["evaluate", "--draws", "5"]];
    for command in commands {
        let run = |more: &[&str]| Ended::of(&mut sandbox.nabra(&[command, &["rows.jsonl"], more].concat()));
        let (loud, quiet) = (run(&[]).stderr, run(&["--quiet"]).stderr);
        assert!(loud.contains("rows.jsonl:2"), "{command:?}: {loud}");
        assert!(!quiet.contains("rows.jsonl:2") && quiet.contains("without --quiet"), "{command:?}: {quiet}");
    }
}

#[test]
fn a_binary_file_is_refused_by_name() {
    let sandbox = Sandbox::new();
    sandbox.write("article.txt", (0..=255).cycle().take(4_000).collect::<Vec<u8>>());
    for command in WRITING {
        let ended = Ended::of(&mut sandbox.nabra(&[command, &["article.txt"]].concat()));
        assert_eq!(ended.code, Some(2), "{command:?}");
        let told = ended.stderr;
        assert!(told.contains("article.txt") && told.contains("binary"), "{command:?}: {told}");
    }
}
