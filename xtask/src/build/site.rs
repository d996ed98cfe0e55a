//! The deployable site in `dist/site/`: the page, and the package in its folder `sealpost/`.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};

use super::package;
use crate::{
    project::{Project, copy, read, remove, write},
    tools,
};

/// Files of the package that the page does not load: it starts workers of its own. They are not in the site. Tests of the
/// package in a browser get them from a folder beside it.
const UNUSED: [&str; 4] = ["keyring-worker.js", "generator-worker.js", "cipher-worker.js", "files-worker.js"];

/// Modules of npm packages that the page imports, and where they are in the site: an encoder and a decoder of QR codes,
/// the words for passphrases, and SHA-256.
const VENDORED: [(&str, &str); 8] = [
    ("uqr/dist/index.mjs", "vendor/uqr.js"),
    ("qr/decode.js", "vendor/qr/decode.js"),
    ("qr/index.js", "vendor/qr/index.js"),
    ("@scure/bip39/wordlists/english.js", "vendor/words.js"),
    ("@noble/hashes/sha2.js", "vendor/noble/sha2.js"),
    ("@noble/hashes/_md.js", "vendor/noble/_md.js"),
    ("@noble/hashes/_u64.js", "vendor/noble/_u64.js"),
    ("@noble/hashes/utils.js", "vendor/noble/utils.js"),
];
const VENDORED_TYPES: [(&str, &str); 8] = [
    ("uqr/dist/index.d.ts", "vendor/uqr.d.ts"),
    ("qr/decode.d.ts", "vendor/qr/decode.d.ts"),
    ("qr/index.d.ts", "vendor/qr/index.d.ts"),
    ("@scure/bip39/wordlists/english.d.ts", "vendor/words.d.ts"),
    ("@noble/hashes/sha2.d.ts", "vendor/noble/sha2.d.ts"),
    ("@noble/hashes/_md.d.ts", "vendor/noble/_md.d.ts"),
    ("@noble/hashes/_u64.d.ts", "vendor/noble/_u64.d.ts"),
    ("@noble/hashes/utils.d.ts", "vendor/noble/utils.d.ts"),
];

/// The licences of the npm packages whose code or words are in the site.
const LICENCES: [(&str, &str); 5] = [
    ("uqr", "LICENSE"),
    ("qr", "LICENSE-MIT"),
    ("@scure/bip39", "LICENSE"),
    ("@noble/hashes", "LICENSE"),
    ("@zxcvbn-ts/language-common", "LICENSE.txt"),
];

/// A folder to serve, another for the files that are not in it, and the headers of every answer.
#[derive(Clone)]
pub struct Site {
    pub folder: PathBuf,
    /// Where files are looked for that are not in `folder`.
    pub beside: Option<PathBuf>,
    pub headers: Vec<(&'static str, String)>,
}

/// Builds the package, then the site.
pub fn build(project: &Project) -> Result<Site> {
    package::build(project)?;
    let beside = project.path("dist/site-package");
    let site = Site { folder: project.path("dist/site"), beside: Some(beside.clone()), headers: headers(project)? };
    // The site is built in another folder and then moved, so that a running server never serves a half-built one.
    let fresh = project.path("dist/site.new");
    remove(&fresh)?;
    copy(&project.path("www"), &fresh, |_| true)?;
    for (from, to) in VENDORED {
        copy_file(project, &format!("node_modules/{from}"), &fresh.join(to))?;
    }
    let passwords = fresh.join("vendor/common-passwords.js");
    tools::quiet(tools::node(&project.root).arg("xtask/common-passwords.js").arg(passwords))?;
    copy_package(project, &fresh.join("sealpost"))?;
    write(&fresh.join("_headers"), headers_file(&site.headers).as_bytes())?;
    tools::quiet(tools::node(&project.root).arg("xtask/bundle-page.js").arg(&fresh))?;
    remove(&beside)?;
    for name in UNUSED {
        let (from, to) = (fresh.join("sealpost").join(name), beside.join("sealpost").join(name));
        write(&to, &read(&from)?)?;
        fs::remove_file(&from).with_context(|| format!("cannot remove {}", from.display()))?;
    }
    tools::quiet(tools::node(&project.root).arg("xtask/finish-site.js").arg(&fresh))?;
    // Written after the list of files for the service worker: the page does not load it.
    write(&fresh.join("licences.txt"), &licences(project)?)?;
    remove(&site.folder)?;
    fs::rename(&fresh, &site.folder).context("cannot move the site to dist/site/")?;
    page_types(project)?;
    Ok(site)
}

/// The licences of all packages in [`LICENCES`] in one text.
fn licences(project: &Project) -> Result<Vec<u8>> {
    let mut text = Vec::new();
    for (package, file) in LICENCES {
        text.extend_from_slice(format!("{package}\n\n").as_bytes());
        text.extend_from_slice(&read(&project.path(&format!("node_modules/{package}/{file}")))?);
        text.extend_from_slice(b"\n\n");
    }
    Ok(text)
}

/// Copies a file of an installed npm package, such as a module for the site or its declarations.
fn copy_file(project: &Project, from: &str, to: &Path) -> Result<()> {
    write(to, &read(&project.path(from))?)
}

/// Writes the package as the production build of an application would: the wasm files, and the modules bundled and
/// minified. The npm package has the readable modules, from which anybody can make the same bytes.
pub fn copy_package(project: &Project, to: &Path) -> Result<()> {
    // The page does not use sealpost/encrypt.
    let is_used =
        |file: &Path| file.extension().is_some_and(|end| end == "wasm") && !file.ends_with("sealpost_encrypt_bg.wasm");
    copy(&project.path("js/wasm"), &to.join("wasm"), is_used)?;
    tools::quiet(tools::node(&project.root).arg("xtask/bundle-package.js").arg(to)).map(drop)
}

/// Copies declarations to where `rootDirs` in tsconfig.json finds them for imports of `./sealpost/…` and `./vendor/…` in
/// www/.
fn page_types(project: &Project) -> Result<()> {
    let folder = project.path("dist/page-types");
    remove(&folder)?;
    copy(&project.path("types"), &folder.join("sealpost"), |file| file.extension().is_some_and(|end| end == "ts"))?;
    for (from, to) in VENDORED_TYPES {
        copy_file(project, &format!("node_modules/{from}"), &folder.join(to))?;
    }
    write(
        &folder.join("vendor/common-passwords.d.ts"),
        b"declare const passwords: string;\nexport default passwords;\n",
    )
}

/// The headers of every answer, for `cargo xtask serve` and for static hosts. The policy is the one in the page, with
/// `frame-ancestors`, which a `<meta>` element cannot set.
pub fn headers(project: &Project) -> Result<Vec<(&'static str, String)>> {
    let page = String::from_utf8(read(&project.path("www/index.html"))?).context("www/index.html is not UTF-8")?;
    Ok(vec![
        ("Content-Security-Policy", format!("{}; frame-ancestors 'none'", policy(&page)?)),
        ("Cross-Origin-Opener-Policy", "same-origin".into()),
        ("Referrer-Policy", "no-referrer".into()),
        // The camera reads QR codes. No frame gets it, nor the page what it does not use.
        ("Permissions-Policy", "camera=(self), geolocation=(), microphone=()".into()),
        ("X-Content-Type-Options", "nosniff".into()),
        ("Cache-Control", "no-cache".into()),
    ])
}

/// The content of `<meta http-equiv="Content-Security-Policy">`. The policy applies only to what follows it in the
/// page, so nothing may be loaded before it.
fn policy(page: &str) -> Result<String> {
    const MARK: &str = "http-equiv=\"Content-Security-Policy\"";
    let at =
        page.find(MARK).with_context(|| format!("www/index.html needs its policy: <meta {MARK} content=\"…\">"))?;
    if ["<script", "<link", "<style"].iter().any(|element| page[..at].contains(element)) {
        bail!("in www/index.html the policy must stand before the first script, link and style");
    }
    let tag = page[at..].split('>').next().unwrap_or_default();
    let content = tag.split_once("content=\"").and_then(|(_, rest)| rest.split_once('"'));
    let (content, _) = content.context("in www/index.html the policy must follow http-equiv, as content=\"…\"")?;
    Ok(content.split_whitespace().collect::<Vec<_>>().join(" ").trim_end_matches(';').to_owned())
}

/// The content of `_headers`, in the format of Netlify and Cloudflare Pages.
fn headers_file(headers: &[(&str, String)]) -> String {
    headers.iter().fold("/*\n".to_owned(), |file, (name, value)| file + "  " + name + ": " + value + "\n")
}

#[cfg(test)]
mod tests {
    use super::policy;

    #[test]
    fn policy_is_read_from_the_page() -> anyhow::Result<()> {
        let page = "<meta charset=utf-8><meta http-equiv=\"Content-Security-Policy\"\n content=\"default-src 'none';\n  img-src 'self'\"><script src=a.js>";
        assert_eq!(policy(page)?, "default-src 'none'; img-src 'self'");
        Ok(())
    }

    #[test]
    fn policy_is_required_and_comes_first() {
        assert!(policy("<meta charset=utf-8>").is_err());
        assert!(
            policy("<script src=a.js></script><meta http-equiv=\"Content-Security-Policy\" content=\"a\">").is_err()
        );
    }
}
