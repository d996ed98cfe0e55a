//! Statistics of fuzz targets: of one run of a target, and summed over all runs of that target in this working copy.

use std::{collections::BTreeMap, fs, io::Write, path::Path};

use anyhow::{Context, Result};

/// The statistics of a run. Times are processor time in seconds.
#[derive(Clone, Debug, Default)]
pub struct Run {
    pub target: String,
    /// Edges of the program's control flow that the inputs reach.
    pub edges: u64,
    /// How many of these edges none of the initial inputs reached.
    pub new_edges: u64,
    /// How often the target ran on an input.
    pub runs: u64,
    /// The average of `runs` in a second.
    pub runs_a_second: u64,
    /// Peak memory of the process in MiB.
    pub memory: u64,
    /// The time of the whole run.
    pub processor: u64,
    /// The time since the last new edge, or the time of the whole run if there was none.
    pub quiet: u64,
    /// The highest costs of an input in percent of their bounds, as the harness prints them.
    pub costs: String,
}

impl Run {
    pub const HEADING: &str =
        "target        edges    new        runs  runs/s  MiB  processor  highest costs, % of their bounds";

    pub fn new(target: &str) -> Self {
        Self { target: target.into(), ..Self::default() }
    }

    /// Reads a line of the statistics of libFuzzer or of the harness. `words` are the words of the line.
    pub fn read(&mut self, words: &[&str]) {
        let number = |text: &str| text.parse().unwrap_or_default();
        match words {
            ["stat::number_of_executed_units:", value] => self.runs = number(value),
            ["stat::average_exec_per_sec:", value] => self.runs_a_second = number(value),
            ["stat::peak_rss_mb:", value] => self.memory = number(value),
            ["processor", "time:", value, "s"] => self.processor = number(value),
            ["highest", "costs", "in", "%", "of", "their", "bounds:", costs @ ..] => self.costs = costs.join(" "),
            _ => {}
        }
    }

    /// A row of the table under [`Self::HEADING`].
    pub fn row(&self) -> String {
        let Self { target, edges, new_edges, runs, runs_a_second, memory, processor, costs, .. } = self;
        format!(
            "{target:<12} {edges:>6} {new_edges:>6} {runs:>11} {runs_a_second:>7} {memory:>4} {processor:>8} s  {costs}"
        )
    }

    /// The line of this run in the history, which [`Self::parse`] reads.
    fn line(&self) -> String {
        let Self { target, edges, new_edges, runs, processor, quiet, .. } = self;
        format!("{target}\t{edges}\t{new_edges}\t{runs}\t{processor}\t{quiet}\n")
    }

    fn parse(line: &str) -> Option<Self> {
        let mut fields = line.split('\t');
        let target = fields.next()?.into();
        let mut number = || fields.next()?.parse().ok();
        let (edges, new_edges, runs) = (number()?, number()?, number()?);
        Some(Self { target, edges, new_edges, runs, processor: number()?, quiet: number()?, ..Self::default() })
    }
}

/// Adds a run to the history of this working copy.
pub fn add(folder: &Path, run: &Run) -> Result<()> {
    let file = folder.join("history.tsv");
    let mut history = fs::File::options().create(true).append(true).open(&file);
    history
        .as_mut()
        .map_err(|error| std::io::Error::new(error.kind(), error.to_string()))
        .and_then(|history| history.write_all(run.line().as_bytes()))
        .with_context(|| format!("cannot write {}", file.display()))
}

/// Prints the sums over all runs in the history.
pub fn print(folder: &Path) -> Result<()> {
    let history =
        fs::read_to_string(folder.join("history.tsv")).context("there is no history, because no target has run yet")?;
    let sums = sums(&history);
    println!("\nall runs      edges        runs  processor  since the last new edge");
    for Run { target, edges, runs, processor, quiet, .. } in sums.values() {
        println!("{target:<12} {edges:>6} {runs:>11} {:>6} min {:>6} min", processor / 60, quiet / 60);
    }
    Ok(())
}

/// The sums over all runs of each target. `edges` is that of the last run, and `quiet` the time since the last new edge
/// in any run.
fn sums(history: &str) -> BTreeMap<String, Run> {
    let mut sums = BTreeMap::<String, Run>::new();
    for run in history.lines().filter_map(Run::parse) {
        let sum = sums.entry(run.target.clone()).or_insert_with(|| Run::new(&run.target));
        sum.edges = run.edges;
        sum.runs += run.runs;
        sum.processor += run.processor;
        sum.quiet = if run.new_edges > 0 { run.quiet } else { sum.quiet + run.quiet };
    }
    sums
}

#[cfg(test)]
mod tests {
    use super::{Run, sums};

    #[test]
    fn statistics_are_read_from_the_lines_of_libfuzzer_and_the_harness() {
        let mut run = Run::new("json");
        for line in [
            "stat::number_of_executed_units: 1200",
            "stat::peak_rss_mb: 34",
            "processor time: 61 s",
            "highest costs in % of their bounds: allocated 1.5, at once 2.0, time 3.5",
        ] {
            run.read(&line.split_whitespace().collect::<Vec<_>>());
        }
        assert_eq!((run.runs, run.memory, run.processor), (1200, 34, 61));
        assert_eq!(run.costs, "allocated 1.5, at once 2.0, time 3.5");
    }

    #[test]
    fn time_without_new_edges_is_summed_until_a_run_finds_one() {
        let quiet = |history: &str| sums(history)["json"].quiet;
        assert_eq!(quiet("json\t10\t2\t5\t60\t50\njson\t10\t0\t5\t60\t60\n"), 110);
        assert_eq!(quiet("json\t10\t0\t5\t60\t60\njson\t11\t1\t5\t60\t20\n"), 20);
        assert_eq!(sums("json\t10\t2\t5\t60\t50\njson\t10\t0\t5\t60\t60\n")["json"].runs, 10);
    }
}
