//! `cargo xtask COMMAND`: everything that a person or CI runs. [`USAGE`] lists the commands.
//!
//! [`build`] makes the npm package and the site, [`server`] serves the site, [`test`] runs the tests, [`measure`] has
//! the benchmark and the long runs, [`release`] prepares a release. [`tools`] finds or installs the programs that these
//! need, [`stamp`] skips steps whose inputs have not changed, and [`project`] has the paths of the project.

mod build;
mod measure;
mod project;
mod release;
mod server;
mod stamp;
mod test;
mod tools;

use std::{env, num::NonZeroU32, path::PathBuf, process::ExitCode};

use anyhow::{Context, Result, bail};

use build::{package, reference, site};
use measure::{bench, differential, fuzz, mutants, soak, timing};
use project::Project;

const USAGE: &str = "\
usage: cargo xtask <command>
  build                           the npm package (js/, types/), ready for `npm pack`, and the site in dist/site/
  serve [--port N] [--log FILE]   builds, then serves the page at http://localhost:8080/
  test [--examples [all]] [--bless] [STEP …]
                                  all tests, or the build and the steps named; the last line is `N passed, N failed`.
                                  The example apps are tested with --examples or CI=true, those of tools with fewer
                                  users or long installs with `--examples all`. With --bless the tests write
                                  docs/interoperability.md and docs/reading.md anew instead of comparing them
  bench [--quick] [SECTION …]     sealpost beside WebCrypto and others, and target/bench/results.json; the sections:
                                  generate operations candidates others start opening batch memory messages files
                                  kernels firefox webkit sizes
  bench --picture                 measures what the table and the picture in README.md have, for some nine minutes, and
                                  writes both: README.md, docs/speed-light.svg and docs/speed-dark.svg
  fuzz [TARGET] [--minutes N]     one fuzz target or all, each for a minute or N; with a target and --input FILE that one
                                  input; what fails is kept below target/fuzz/artifacts/
  soak [--keys N]                 the long runs: thousands of generated keys, each of them checked; files of 4 GiB;
                                  mutated messages and keys; the fuzz targets; all mutants. Takes hours
  differential [--mutants N] [--seed S]
                                  mutated messages beside jose, and mutated keys beside Node
  timing [--calls N] [--seed S] [GROUP …]
                                  Welch's t over the times of private operations, with two kernels and two releases of
                                  Node; all groups, or those whose names begin so, such as sign
  mutants [--sample N] [--seed S] [--jobs N]
                                  whether the native tests notice changed lines: N random changes, or all with 0
  reference                       the interface of the package as HTML in dist/reference/
  release --dry-run               builds twice, compares, checks dependencies; tarball, sums and notes in dist/release/";

fn main() -> ExitCode {
    match run(env::args().skip(1).collect()) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(mut arguments: Vec<String>) -> Result<ExitCode> {
    if arguments.is_empty() {
        bail!("a command is missing\n{USAGE}");
    }
    let command = arguments.remove(0);
    let mut options = Options(arguments);
    match command.as_str() {
        "build" => {
            options.finish()?;
            let project = Project::find()?;
            site::build(&project)?;
            eprintln!("built: the npm package (run `npm pack`) and the site in dist/site/");
        }
        "serve" => {
            let port = match options.value("--port")? {
                Some(text) => text.parse().context("--port takes a number from 0 to 65535")?,
                None => server::DEFAULT_PORT,
            };
            let log = options.value("--log")?.map(PathBuf::from);
            options.finish()?;
            serve(&Project::find()?, port, log)?;
        }
        "test" => {
            let examples = options.flag("--examples") || env::var("CI").is_ok_and(|ci| ci == "true");
            let bless = options.flag("--bless");
            let mut steps = options.rest()?;
            // `all` belongs to `--examples`, and is not the name of a step.
            let all = examples && steps.iter().any(|step| step == "all");
            steps.retain(|step| !(all && step == "all"));
            let named = |name| steps.iter().any(|step| step == name);
            let (examples, more_examples) = (examples || named("examples"), all || named("more-examples"));
            return test::run(&Project::find()?, examples, more_examples, bless, steps);
        }
        "bench" => {
            let mode = match (options.flag("--quick"), options.flag("--picture")) {
                (false, false) => bench::Mode::Full,
                (true, false) => bench::Mode::Quick,
                (false, true) => bench::Mode::Picture,
                (true, true) => bail!("--quick measures too little for a picture"),
            };
            let sections = options.rest()?;
            if mode == bench::Mode::Picture && !sections.is_empty() {
                bail!("--picture chooses its sections itself");
            }
            bench::run(&Project::find()?, mode, &sections)?;
        }
        "fuzz" => {
            let minutes = match options.value("--minutes")? {
                Some(text) => text.parse::<NonZeroU32>().context("--minutes takes a number from 1 on")?.get().into(),
                None => fuzz::DEFAULT_MINUTES,
            };
            let input = options.value("--input")?.map(PathBuf::from);
            let targets = options.rest()?;
            match (targets.as_slice(), input) {
                ([], None) => fuzz::run(&Project::find()?, None, minutes)?,
                ([target], None) => fuzz::run(&Project::find()?, Some(target), minutes)?,
                ([target], Some(input)) => fuzz::reproduce(&Project::find()?, target, &input)?,
                _ => bail!("fuzz takes one target, or none for all; --input needs one\n{USAGE}"),
            }
        }
        "soak" => {
            let keys = match options.value("--keys")? {
                Some(text) => text.parse::<NonZeroU32>().context("--keys takes a number from 1 on")?.get(),
                None => soak::DEFAULT_KEYS,
            };
            options.finish()?;
            soak::run(&Project::find()?, keys)?;
        }
        "differential" => {
            let mutants = options.number("--mutants")?.unwrap_or(differential::DEFAULT_MUTANTS);
            let seed = options.number("--seed")?.unwrap_or(1);
            options.finish()?;
            differential::run(&Project::find()?, mutants, seed)?;
        }
        "timing" => {
            let calls = options.number("--calls")?.unwrap_or(timing::DEFAULT_CALLS);
            let seed = options.number("--seed")?.unwrap_or(1);
            let groups = options.rest()?;
            timing::run(&Project::find()?, calls, seed, &groups)?;
        }
        "mutants" => {
            let sample = options.number("--sample")?.unwrap_or(mutants::DEFAULT_SAMPLE);
            let seed = options.number("--seed")?.unwrap_or(1);
            let jobs = options.number("--jobs")?.unwrap_or(1);
            options.finish()?;
            mutants::run(&Project::find()?, sample, seed.into(), jobs)?;
        }
        "reference" => {
            options.finish()?;
            let project = Project::find()?;
            package::build(&project)?;
            reference::build(&project)?;
            eprintln!("written to dist/reference/");
        }
        "release" => {
            if !options.flag("--dry-run") {
                bail!("this command has `release --dry-run` only; .github/workflows/release.yml publishes");
            }
            options.finish()?;
            release::dry_run(&Project::find()?)?;
        }
        "help" | "--help" | "-h" => println!("{USAGE}"),
        other => bail!("there is no command `{other}`\n{USAGE}"),
    }
    Ok(ExitCode::SUCCESS)
}

/// Builds the site and serves it. The port is claimed first, so that a port that is taken is reported before the build.
fn serve(project: &Project, port: u16, log: Option<PathBuf>) -> Result<()> {
    let listener = server::listen(port)?;
    let site = site::build(project)?;
    println!("sealpost is at {}", server::address(&listener)?);
    server::run(listener, site, log)
}

/// The arguments after the command's name.
struct Options(Vec<String>);

impl Options {
    /// Removes the option `name`, which has no value. Returns whether it was given.
    fn flag(&mut self, name: &str) -> bool {
        let before = self.0.len();
        self.0.retain(|argument| argument != name);
        self.0.len() < before
    }

    /// Removes `--name VALUE` or `--name=VALUE`, and returns the value.
    fn value(&mut self, name: &str) -> Result<Option<String>> {
        let prefix = format!("{name}=");
        let Some(at) = self.0.iter().position(|argument| argument == name || argument.starts_with(&prefix)) else {
            return Ok(None);
        };
        let argument = self.0.remove(at);
        match argument.strip_prefix(&prefix) {
            Some(value) => Ok(Some(value.to_owned())),
            None if at < self.0.len() => Ok(Some(self.0.remove(at))),
            None => bail!("{name} needs a value"),
        }
    }

    /// Like [`Options::value`], for an option whose value is a whole number from 0 on.
    fn number(&mut self, name: &str) -> Result<Option<u32>> {
        let parse = |text: String| text.parse().with_context(|| format!("{name} takes a whole number"));
        self.value(name)?.map(parse).transpose()
    }

    /// The remaining arguments, none of which may be an option.
    fn rest(self) -> Result<Vec<String>> {
        match self.0.iter().find(|argument| argument.starts_with('-')) {
            None => Ok(self.0),
            Some(other) => bail!("unknown option or argument `{other}`\n{USAGE}"),
        }
    }

    /// Fails if any argument remains.
    fn finish(self) -> Result<()> {
        match self.0.first() {
            None => Ok(()),
            Some(other) => bail!("unknown option or argument `{other}`\n{USAGE}"),
        }
    }
}
