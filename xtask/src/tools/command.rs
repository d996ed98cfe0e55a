//! Commands: the programs that are started, and how their output and failures are reported.

use std::{
    env,
    path::Path,
    process::{Command, Stdio},
};

use anyhow::{Context, Result, bail};

use crate::project::Project;

/// The major version of the oldest supported release of Node.
pub(super) const NODE_MAJOR: u32 = 20;

/// A command that runs the cargo that started this program, in the project's folder.
pub fn cargo(project: &Project) -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(&project.root);
    command
}

pub fn node(folder: &Path) -> Command {
    let mut command = Command::new("node");
    command.current_dir(folder);
    command
}

pub fn npm(folder: &Path) -> Command {
    let mut command = Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" });
    command.current_dir(folder);
    command
}

/// A command that runs a program in the project's folder.
pub fn program(path: &Path, project: &Project) -> Command {
    let mut command = Command::new(path);
    command.current_dir(&project.root);
    command
}

/// Runs a command and returns its output. The output is printed only if the command fails.
pub fn quiet(command: &mut Command) -> Result<String> {
    let output = command.stdin(Stdio::null()).output().with_context(|| not_started(command))?;
    let stdout = String::from_utf8_lossy(&output.stdout).into_owned();
    if !output.status.success() {
        eprint!("{stdout}{}", String::from_utf8_lossy(&output.stderr));
        bail!("`{}` failed; see its output above", shown(command));
    }
    Ok(stdout)
}

/// Runs a command whose output is printed as it comes.
pub fn loud(command: &mut Command) -> Result<()> {
    let status = command.stdin(Stdio::null()).status().with_context(|| not_started(command))?;
    if !status.success() {
        bail!("`{}` failed; see its output above", shown(command));
    }
    Ok(())
}

/// The error text for a command whose program does not start.
pub fn not_started(command: &Command) -> String {
    let program = command.get_program().to_string_lossy();
    match program.as_ref() {
        "node" | "npm" | "npm.cmd" => {
            format!("`{program}` does not start: install Node.js {NODE_MAJOR} or newer, from https://nodejs.org")
        }
        "rustup" => "`rustup` does not start: install it from https://rustup.rs".into(),
        other => format!("`{other}` does not start"),
    }
}

/// The short form of a command for messages: the program and its first two arguments, without folders.
fn shown(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args().take(2));
    let names = words.map(|word| Path::new(word).file_name().unwrap_or(word).to_string_lossy());
    names.collect::<Vec<_>>().join(" ")
}
