//! Sealed files, binary and armored, with `ssh-rsa` stanzas of several lengths and with stanzas of other types.

use sealpost_age::{FileKey, Sealer, Stanza};

use super::Add;

pub(super) fn add(add: &mut Add<'_>) {
    let stanza = |kind: &str, length: usize| Stanza {
        arguments: vec![kind.into(), "AQIDBA".into()],
        body: (0..length).map(|index| index as u8).collect(),
    };
    let headers = [
        ("one", vec![stanza("ssh-rsa", 384)]),
        (
            "several",
            vec![stanza("ssh-rsa", 256), stanza("ssh-ed25519", 32), stanza("X25519", 32), stanza("ssh-rsa", 48)],
        ),
        ("empty-body", vec![stanza("x", 0), stanza("!", 1)]),
        ("many", (0..300).map(|_| stanza("a", 0)).collect()),
    ];
    for (name, stanzas) in headers {
        for armored in [false, true] {
            let mut file = Vec::new();
            let mut sealer = Sealer::new(&FileKey::from([1; 16]), &stanzas, [2; 16], armored, &mut file)
                .expect("the header is within the grammar");
            sealer.update(b"the content of a file", &mut file);
            sealer.finish(&mut file);
            let name = format!("file-{name}-{}", if armored { "armored" } else { "binary" });
            add(&["file_header", "file_armor", "inspect"], &name, &file);
            if armored {
                let text = String::from_utf8(file).expect("armor is ASCII").replace('\n', "\r\n");
                add(&["file_header", "file_armor"], &format!("{name}-crlf"), format!(" \n{text}\r\n\t").as_bytes());
            }
        }
    }
}
