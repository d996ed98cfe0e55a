//! Project Wycheproof's test cases for RSAES-OAEP and RSASSA-PSS, each as one JSON file for the tests of the package.

use std::path::PathBuf;

use anyhow::{Context, Result};
use serde_json::{Value, json};
use wycheproof::{rsa_oaep::TestName, rsa_pss_verify};

use crate::project::{Project, write};

/// Writes the file of the cases for RSAES-OAEP and returns its path.
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

/// Writes the file of the cases for RSASSA-PSS and returns its path.
pub fn pss(project: &Project) -> Result<PathBuf> {
    let mut groups = Vec::new();
    for name in rsa_pss_verify::TestName::all() {
        let set: Value = serde_json::from_str(name.json_data())?;
        for group in list(&set, "testGroups")? {
            groups.push(json!({
                "file": format!("{name:?}"),
                "publicKeyAsn": group["publicKeyAsn"],
                "publicKeyDer": group["publicKeyDer"],
                "hash": group["sha"],
                "mgf": group["mgf"],
                "mgfHash": group["mgfSha"],
                "saltLength": group["sLen"],
                "tests": group["tests"],
            }));
        }
    }
    let path = project.scratch("rsassa-pss.json")?;
    write(&path, &serde_json::to_vec(&groups)?)?;
    Ok(path)
}

/// The list that is the member `name` of a JSON object.
fn list<'a>(value: &'a Value, name: &str) -> Result<&'a Vec<Value>> {
    value[name].as_array().with_context(|| format!("the vectors have no list {name}"))
}
