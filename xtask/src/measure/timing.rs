//! Measures whether the time of a private operation depends on its secret inputs. Compares the times of two classes of
//! inputs by Welch's t-test, in Node.

use std::{path::Path, time::Instant};

use anyhow::{Result, bail};

use crate::{build::site, project::Project, test::installed::Installed, tools};

/// The number of calls for each pair of classes, without `--calls`.
pub const DEFAULT_CALLS: u32 = 30_000;

/// Measures the two kernels that run private operations: `simd128` in the `node` of the PATH and in Node 24,
/// `relaxed-simd` in Node 24 only, because the oldest supported Node lacks it. The third kernel, `mul28`, is not
/// measured: it only confirms primes. `groups` are names of groups of classes in `tests/timing/classes.js`, or their
/// beginnings; without any, all are measured.
///
/// # Errors
/// If the times of a pair of classes differ in two measurements with different keys. Also if the times of the control
/// do not differ: the control is a decoding whose time is known to depend on its input, so the measurement must show
/// it.
pub fn run(project: &Project, calls: u32, seed: u32, groups: &[String]) -> Result<()> {
    site::build(project)?;
    let installed = Installed::new(project)?;
    let node_24 = tools::node_24(project)?;
    println!("Welch's t, |t| < 4.5, {calls} calls for each pair, RSA-2048, seed {seed}");
    println!(
        "a pair beyond the bound is measured again with fresh keys and twice the calls, and fails if it is beyond it again"
    );
    println!("kernel       Node   calls       t difference crop   classes");
    let started = Instant::now();
    let mut failed = false;
    for (node, kernel) in [(Path::new("node"), "simd128"), (&node_24, "simd128"), (&node_24, "relaxed-simd")] {
        let mut driver = tools::program(node, project);
        driver.args(["tests/timing/run.js", "--kernel", kernel]);
        driver.args(["--calls", &calls.to_string(), "--seed", &seed.to_string()]).args(groups);
        failed |= tools::loud(driver.env("SEALPOST_PACKAGE", &installed.folder)).is_err();
    }
    println!("{} minutes in all", started.elapsed().as_secs() / 60);
    if failed {
        bail!("a pair of classes differs in time, or the control does not: see the rows above");
    }
    Ok(())
}
