//! Headers and claims of signed messages.

use super::Add;
use crate::keys;

pub(super) fn add(add: &mut Add<'_>) {
    let sender = keys::sender().verifying_key();
    let (id, jwk, reader) = (sender.thumbprint(), sender.to_jwk(), keys::recipient().public_key());
    let key_id = reader.thumbprint();
    let header = format!(r#"{{"alg":"PS256","typ":"sealpost+jwt","kid":"{id}","jwk":{jwk}}}"#);
    let claims = |more: &str| format!(r#"{{"iss":"{id}","aud":["{key_id}"],"iat":1800000000,"jti":"0123",{more}}}"#);
    let writer = format!(r#""enc":"{key_id}","name":"Alice","reply_to":{},"#, reader.to_jwk());
    for (name, claims) in [
        ("text", claims(r#""text":"Meet me at \"noon\".\n\ud83d\ude00""#)),
        ("data", claims(r#""data":"AAH_""#)),
        ("writer", claims(&format!(r#"{writer}"text":"","more":[1,{{}},null]"#))),
        ("both", claims(r#""data":"","text":"""#)),
    ] {
        add(&["token"], &format!("token-{name}"), format!("{header}\0{claims}").as_bytes());
    }
    let other = header.replace("sealpost+jwt", "JWT");
    add(&["token"], "token-other", format!("{other}\0{{}}").as_bytes());
}
