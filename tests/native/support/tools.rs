//! Running the command-line programs of OpenSSL and OpenSSH.

use std::{
    env, fs,
    io::Write,
    path::PathBuf,
    process::{Command, Stdio, id},
};

/// Runs a program with `input` and returns its output.
pub fn run(program: &str, arguments: &[&str], input: &[u8]) -> Vec<u8> {
    let mut child = Command::new(program)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap_or_else(|_| panic!("{program} should be installed"));
    child.stdin.take().expect("stdin is a pipe").write_all(input).expect("the program reads its input");
    let output = child.wait_with_output().expect("the program ends");
    assert!(output.status.success(), "{program} {} failed", arguments.join(" "));
    output.stdout
}

/// Runs `openssl` with `input` and returns its output.
pub fn openssl(arguments: &[&str], input: &[u8]) -> Vec<u8> {
    run("openssl", arguments, input)
}

/// Calls `use_file` with the path of a file that has these contents and that only its owner may read. Deletes it
/// afterwards.
pub fn with_file<T>(name: &str, contents: &[u8], use_file: impl FnOnce(&PathBuf) -> T) -> T {
    let folder = env::temp_dir().join(format!("sealpost-{name}-{}", id()));
    fs::create_dir_all(&folder).expect("the temporary folder is writable");
    let file = folder.join("key");
    fs::write(&file, contents).expect("the temporary folder is writable");
    #[cfg(unix)]
    fs::set_permissions(&file, std::os::unix::fs::PermissionsExt::from_mode(0o600)).expect("the file is ours");
    let result = use_file(&file);
    fs::remove_dir_all(&folder).expect("the folder exists");
    result
}
