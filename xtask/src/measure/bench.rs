//! The benchmark against WebCrypto and others: prepares its page, serves it like the site, and runs tests/bench/run.js,
//! which controls the browsers and, if asked to, writes README.md's table and draws its picture.

use std::{env, path::Path};

use anyhow::Result;

use crate::{
    build::{
        site::{self, Site},
        test_modules, wasm,
    },
    project::{Project, copy, read, remove, write},
    server, tools,
};

/// How long to measure, and what to write.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    Full,
    /// A few samples of each.
    Quick,
    /// Measures what README.md's table and picture have, for some nine minutes, and writes both.
    Picture,
}

/// Runs the given sections, or all sections of the mode (`tests/bench/sections.js`) if none is given.
pub fn run(project: &Project, mode: Mode, sections: &[String]) -> Result<()> {
    let site = site::build(project)?;
    let chromium = tools::chromium()?;
    tools::age()?;
    let bench = Site { folder: project.path("dist/bench"), beside: None, headers: site.headers.clone() };
    remove(&bench.folder)?;
    copy(&project.path("tests/bench/page"), &bench.folder, |_| true)?;
    // The Trusted Types policy of the page, which allows the package's workers. site/trust.js imports
    // site/worker-files.js.
    copy(&project.path("www"), &bench.folder, |file| {
        ["site/trust.js", "site/worker-files.js"].iter().any(|name| file == Path::new(name))
    })?;
    site::copy_package(project, &bench.folder.join("sealpost"))?;
    // The files of the npm package as they are, and those of an earlier one to compare with.
    copy(&project.path("js"), &bench.folder.join("package"), |_| true)?;
    if let Some(base) = env::var_os("SEALPOST_BASE") {
        copy(&Path::new(&base).join("js"), &bench.folder.join("base"), |_| true)?;
    }
    for (from, to) in [
        (test_modules::engine_tests(project)?, "engine-tests.wasm"),
        (test_modules::rsa(project)?, "rsa.wasm"),
        (project.path("tests/rsa/instance.js"), "instance.js"),
        (project.path("node_modules/node-forge/dist/forge.min.js"), "forge.min.js"),
        (project.path("node_modules/jsencrypt/bin/jsencrypt.min.js"), "jsencrypt.min.js"),
    ] {
        write(&bench.folder.join(to), &read(&from)?)?;
    }
    // Compiled for speed; a page would download it without the names of functions.
    wasm::optimize(project, &bench.folder.join("rsa.wasm"), "--strip-debug")?;

    let (site_address, site_log) = server::background(project, site, "site.log")?;
    let (bench_address, bench_log) = server::background(project, bench, "bench.log")?;
    let mut driver = tools::node(&project.root);
    driver
        .arg("tests/bench/run.js")
        .args(match mode {
            Mode::Full => None,
            Mode::Quick => Some("--quick"),
            Mode::Picture => Some("--picture"),
        })
        .args(sections)
        .env("SEALPOST_MISSING", tools::missing_browsers())
        .env("SEALPOST_CHROMIUM", chromium)
        .env("SEALPOST_URL", site_address)
        .env("SEALPOST_SERVER_LOG", site_log)
        .env("SEALPOST_BENCH_URL", bench_address)
        .env("SEALPOST_BENCH_LOG", bench_log);
    tools::loud(&mut driver)?;
    println!("\nwritten to target/bench/results.json");
    Ok(())
}
