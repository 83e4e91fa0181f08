//! Where scores go, and what is left when they cannot.

use std::fs::File;
use std::io::Read;
use std::process::{Command, Stdio};

use super::support::{Sandbox, TEXT, row, rows};

fn spawn(sandbox: &Sandbox, program: &str, arguments: &[&str], stdout: Stdio) -> (Option<i32>, String) {
    let child = Command::new(program)
        .args(arguments)
        .current_dir(sandbox.path())
        .stdout(stdout)
        .stderr(Stdio::piped())
        .spawn();
    let mut child = child.expect("a process");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("its end");
    (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
}

/// `nabra predict in.jsonl` with these options, as words.
fn predict<'a>(options: &[&'a str]) -> Vec<&'a str> {
    ["predict", "in.jsonl"].into_iter().chain(options.iter().copied()).collect()
}

fn nabra() -> &'static str {
    env!("CARGO_BIN_EXE_nabra")
}

#[test]
fn a_closed_pipe_ends_in_silence() {
    let sandbox = Sandbox::new();
    sandbox.write("in.jsonl", rows(5000));
    assert_eq!(spawn(&sandbox, nabra(), &predict(&[]), Stdio::piped()), (Some(0), String::new()));
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_is_an_error_that_names_the_output() {
    let sandbox = Sandbox::new();
    sandbox.write("in.jsonl", rows(50));
    let full = File::options().write(true).open("/dev/full").unwrap();
    let (code, message) = spawn(&sandbox, nabra(), &predict(&[]), full.into());
    assert_eq!(code, Some(2));
    assert!(message.starts_with("nabra: stdout: cannot be written: No space left"), "{message}");
    let (code, message) = spawn(&sandbox, nabra(), &predict(&["-o", "/dev/full"]), Stdio::null());
    assert_eq!(code, Some(2));
    assert!(message.starts_with("nabra: /dev/full: cannot be written: No space left"), "{message}");
}

#[test]
#[cfg(target_os = "linux")]
fn a_file_that_cannot_grow_leaves_the_old_one_and_nothing_else() {
    let sandbox = Sandbox::new();
    sandbox.write("in.jsonl", rows(2000));
    sandbox.write("out.jsonl", "old");
    let before = sandbox.files();
    let limited = "trap '' XFSZ; ulimit -f 16; exec \"$0\" \"$@\"";
    let arguments = [&["-c", limited, nabra()][..], &predict(&["-o", "out.jsonl"])].concat();
    let (code, message) = spawn(&sandbox, "sh", &arguments, Stdio::null());
    assert_eq!(code, Some(2));
    assert!(message.starts_with("nabra: out.jsonl: cannot be written: File too large"), "{message}");
    assert_eq!(sandbox.files(), before);
    assert_eq!(std::fs::read(sandbox.path().join("out.jsonl")).unwrap(), b"old");
}

#[test]
fn the_ending_of_the_output_decides() {
    let sandbox = Sandbox::new();
    sandbox.write("in.jsonl", row("a", TEXT));
    let expected = sandbox.predict(&["in.jsonl"]).stdout;
    let read = |name: &str| std::fs::read(sandbox.path().join(name)).unwrap();
    for name in ["out.jsonl", "out.jsonl.gz", "out.jsonl.zst", "out.csv", "out.txt", "plain"] {
        let ended = sandbox.predict(&["in.jsonl", "-o", name]);
        assert_eq!((ended.code, ended.stdout.len(), ended.stderr.as_str()), (Some(0), 0, ""), "{name}");
    }
    assert!(read("out.jsonl") == expected && read("plain") == expected);
    assert!(read("out.csv").starts_with(b"id,source,date,faction,"));
    assert!(read("out.txt").starts_with(b"a\n"));
    let mut unpacked = Vec::new();
    flate2::read::GzDecoder::new(read("out.jsonl.gz").as_slice()).read_to_end(&mut unpacked).unwrap();
    assert_eq!(unpacked, expected);
    assert_eq!(zstd::decode_all(read("out.jsonl.zst").as_slice()).unwrap(), expected);

    let ended = sandbox.predict(&["in.jsonl", "-o", "out.xlsx"]);
    assert_eq!(ended.code, Some(2));
    assert!(ended.stderr.contains("--format"), "{}", ended.stderr);
}

#[test]
fn an_output_with_errors_in_it_is_still_written() {
    let sandbox = Sandbox::new();
    sandbox.write("in.jsonl", row("a", TEXT) + "{\n" + &row("c", TEXT));
    assert_eq!(sandbox.predict(&["in.jsonl", "-o", "out.jsonl"]).code, Some(2));
    assert_eq!(std::fs::read_to_string(sandbox.path().join("out.jsonl")).unwrap().lines().count(), 3);
}

#[test]
fn an_input_is_never_written_over() {
    let sandbox = Sandbox::new();
    let path = sandbox.write("in.jsonl", row("a", TEXT));
    let ended = sandbox.predict(&["in.jsonl", "-o", "./in.jsonl"]);
    assert_eq!(ended.code, Some(2));
    assert!(ended.stderr.contains("is an input"), "{}", ended.stderr);
    assert_eq!(std::fs::read_to_string(path).unwrap(), row("a", TEXT));
}

#[test]
fn an_output_in_no_directory() {
    let sandbox = Sandbox::new();
    sandbox.write("in.jsonl", row("a", TEXT));
    let ended = sandbox.predict(&["in.jsonl", "-o", "no/where.jsonl"]);
    assert_eq!(ended.code, Some(2));
    assert!(ended.stderr.contains("there is no directory no"), "{}", ended.stderr);
    let ended = sandbox.predict(&["in.jsonl", "-o", "."]);
    assert_eq!(ended.code, Some(2));
}

#[test]
#[cfg(unix)]
fn a_new_file_has_the_usual_permissions_and_a_replaced_one_keeps_its_own() {
    use std::os::unix::fs::PermissionsExt;
    let sandbox = Sandbox::new();
    sandbox.write("in.jsonl", row("a", TEXT));
    let usual = sandbox.write("usual", "").metadata().unwrap().permissions().mode();
    let own = sandbox.write("own.jsonl", "");
    std::fs::set_permissions(&own, std::fs::Permissions::from_mode(0o640)).unwrap();
    for (name, mode) in [("new.jsonl", usual), ("own.jsonl", 0o100_640)] {
        assert_eq!(sandbox.predict(&["in.jsonl", "-o", name]).code, Some(0));
        assert_eq!(sandbox.path().join(name).metadata().unwrap().permissions().mode(), mode, "{name}");
    }
}

#[test]
fn a_piped_table_has_no_colour() {
    let sandbox = Sandbox::new();
    let ended = sandbox.predict_with(&["--format", "table"], row("a", TEXT));
    assert!(!ended.text().contains('\x1b') && ended.text().contains('\u{2068}'));
}

#[test]
#[cfg(target_os = "linux")]
fn a_run_that_is_stopped_leaves_nothing() {
    let sandbox = Sandbox::new();
    let before = sandbox.files();
    let arguments = ["predict", "-o", "out.jsonl"].into_iter();
    let mut command = Command::new(nabra());
    let mut child =
        command.args(arguments).current_dir(sandbox.path()).stdin(Stdio::piped()).spawn().unwrap();
    while sandbox.files() == before {
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    // The handler is set right after the file is there.
    std::thread::sleep(std::time::Duration::from_millis(300));
    let stop = Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap();
    assert!(stop.success());
    assert_eq!(child.wait().unwrap().code(), Some(130));
    assert_eq!(sandbox.files(), before);
}
