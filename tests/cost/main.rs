//! What input costs that was made to be costly: time and memory in proportion to its length, and no stack. Each kind of input
//! is made at two lengths, and read by everything that takes input from outside.

#![allow(unsafe_code, reason = "the contract of GlobalAlloc is unsafe by definition")]

use std::{
    alloc::{GlobalAlloc, Layout, System},
    cell::Cell,
    fs, thread,
    time::{Duration, Instant},
};

use base64ct::{Base64, Base64UrlUnpadded, Encoding};
use getrandom::SysRng;
use sealpost::{PrivateKey, PublicKey, encoding::ParseOptions, inspect, jwe::describe, seal, unseal};

/// The stack of a thread that reads: half of what a wasm instance has.
const STACK: usize = 512 << 10;
/// The most bytes that are allocated for each byte of the input, in all and at one time.
const TOTAL: usize = 12;
const PEAK: usize = 4;
/// What is allocated whatever the length: 10,000 values of JSON, and the vectors that grew to hold them.
const BASE: usize = 2 << 20;
/// How much more the longer input may take for each of its bytes. One that takes quadratic time takes as many times more as
/// it is longer.
const SLOWER: u32 = 6;
/// Times below this say nothing.
const NOISE: Duration = Duration::from_millis(1);

thread_local! {
    /// Bytes that this thread has allocated in all, that it holds, and that it held at most.
    static TALLY: [Cell<usize>; 3] = const { [const { Cell::new(0) }; 3] };
}

/// The system's allocator, with a tally for each thread.
struct Counting;

impl Counting {
    fn count(size: usize) {
        let _ = TALLY.try_with(|[total, held, most]| {
            total.set(total.get() + size);
            held.set(held.get() + size);
            most.set(most.get().max(held.get()));
        });
    }
}

// SAFETY: every call is forwarded to the system's allocator with the caller's own layout. `realloc` is not, so that what moves
// counts as it does in the wasm module.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        Self::count(layout.size());
        // SAFETY: the caller's promise about `layout` is passed on.
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        Self::count(layout.size());
        // SAFETY: the caller's promise about `layout` is passed on.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        // Other threads may have allocated it.
        let _ = TALLY.try_with(|[_, held, _]| held.set(held.get().saturating_sub(layout.size())));
        // SAFETY: `block` came from `alloc` or `alloc_zeroed` above with this `layout`.
        unsafe { System.dealloc(block, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// What it took to read one input.
#[derive(Clone, Copy, Debug)]
struct Cost {
    time: Duration,
    total: usize,
    peak: usize,
}

/// Runs `read` and says what it took.
fn cost(read: impl FnOnce()) -> Cost {
    let (started, processor) = (Instant::now(), processor_time());
    let before = TALLY.with(|[total, held, most]| {
        most.set(held.get());
        (total.get(), held.get())
    });
    read();
    let (total, peak) = TALLY.with(|[total, _, most]| (total.get() - before.0, most.get() - before.1));
    let time = match (processor, processor_time()) {
        (Some(before), Some(after)) => after - before,
        _ => started.elapsed(),
    };
    Cost { time, total, peak }
}

/// The time that this thread has run, where the system tells it: the others on the machine are not in it.
fn processor_time() -> Option<Duration> {
    // Brings the count up to now.
    thread::yield_now();
    let counts = fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    counts.split(' ').next()?.parse().ok().map(Duration::from_nanos)
}

/// An input of about so many bytes.
type Make = Box<dyn Fn(usize) -> Vec<u8> + Send>;
type Read = fn(&[u8], &PrivateKey);

fn parse(input: &[u8], _: &PrivateKey) {
    let mut options = ParseOptions::default();
    options.passphrase = Some(b"passphrase");
    options.allow_weak = true;
    let _ = PrivateKey::parse(input, &options);
    let _ = PublicKey::parse(input);
}

fn look(input: &[u8], _: &PrivateKey) {
    let _ = inspect(input);
}

fn open(input: &[u8], key: &PrivateKey) {
    if let Ok(sealed) = core::str::from_utf8(input) {
        let _ = unseal(&mut SysRng, sealed, &[key]);
        let _ = describe(sealed);
    }
}

/// Holds the cost of every kind of input against the bounds; says what is beyond them.
fn check(kinds: Vec<(&'static str, Make)>, lengths: [usize; 2], readers: &'static [(&'static str, Read)]) {
    let key = PrivateKey::generate(&mut SysRng, 2048).expect("the system has randomness");
    let run = move || {
        let mut beyond = Vec::new();
        for (name, make) in &kinds {
            let inputs = lengths.map(make);
            for (what, read) in readers {
                let [short, long] = inputs.each_ref().map(|input| {
                    // The first finds nothing in the processor's caches.
                    let costs = [(); 2].map(|()| cost(|| read(input, &key)));
                    Cost { time: costs.map(|cost| cost.time).into_iter().min().unwrap_or_default(), ..costs[0] }
                });
                for (input, cost) in inputs.iter().zip([short, long]) {
                    if cost.total > TOTAL * input.len() + BASE || cost.peak > PEAK * input.len() + BASE {
                        beyond.push(format!("{what}: {name}: {} bytes took {cost:?}", input.len()));
                    }
                }
                let longer = (inputs[1].len() / inputs[0].len().max(1)).max(1) as u32;
                if long.time > short.time.max(NOISE) * longer * SLOWER {
                    beyond.push(format!("{what}: {name}: {longer} times as long, from {short:?} to {long:?}"));
                }
            }
        }
        beyond
    };
    let reading = thread::Builder::new().stack_size(STACK).spawn(run).expect("there is a thread");
    let beyond = reading.join().expect("nothing panics");
    assert!(beyond.is_empty(), "{}", beyond.join("\n"));
}

/// `unit` as often as it fits.
fn repeated(unit: impl AsRef<[u8]> + Send + 'static) -> Make {
    Box::new(move |length| unit.as_ref().repeat(length / unit.as_ref().len()))
}

/// `before`, `unit` as often as it fits, `after`.
fn framed(before: &'static str, unit: &'static str, after: &'static str) -> Make {
    Box::new(move |length| [before.as_bytes(), &unit.as_bytes().repeat(length / unit.len()), after.as_bytes()].concat())
}

/// An object of so many members with names of their own, or fewer where they do not fit, inside `before` and `after`.
fn named(before: &'static str, most: usize, after: &'static str) -> Make {
    Box::new(move |length| {
        let names: Vec<_> = (0..most.min(length / 12)).map(|number| format!(r#""{number:0>6}":1"#)).collect();
        [before, "{", &names.join(","), "}", after].concat().into()
    })
}

/// What `make` makes, in base64.
fn encoded(make: Make) -> Make {
    Box::new(move |length| Base64::encode_string(&make(length / 4 * 3)).into())
}

/// What `make` makes, in UTF-16.
fn wide(make: Make) -> Make {
    Box::new(move |length| {
        let units = make(length / 2).into_iter().flat_map(|byte| [byte, 0]);
        [0xff, 0xfe].into_iter().chain(units).collect()
    })
}

/// A value of DER.
fn der(tag: u8, contents: &[u8]) -> Vec<u8> {
    let length = contents.len().to_be_bytes();
    let length = &length[length.len() - 3..];
    [&[tag, 0x83], length, contents].concat()
}

/// Values of DER inside one another.
fn nested(tag: u8) -> Make {
    Box::new(move |length| {
        // Written from the inside out, the lengths being as long as the longest.
        let mut bytes = Vec::new();
        for depth in 0..length / 5 {
            let inside = (5 * depth).to_be_bytes();
            bytes.extend(inside[inside.len() - 3..].iter().rev().chain(&[0x83, tag]));
        }
        bytes.reverse();
        bytes
    })
}

/// A SEQUENCE of so many INTEGERs, each as long as fits.
fn integers(count: usize, first: &'static [u8]) -> Make {
    Box::new(move |length| {
        let number = der(2, &vec![0x55; length / count]);
        der(0x30, &[der(2, first), number.repeat(count)].concat())
    })
}

/// One block of PEM.
fn block(label: &'static str, make: Make) -> Make {
    Box::new(move |length| {
        let body = Base64::encode_string(&make(length.saturating_sub(100) / 4 * 3));
        format!("-----BEGIN {label}-----\n{body}\n-----END {label}-----\n").into()
    })
}

/// Base64 of base64 of base64, and so on, of a PEM text.
fn onion(length: usize) -> Vec<u8> {
    let mut text = b"-----BEGIN PUBLIC KEY-----\nMAA=\n-----END PUBLIC KEY-----".to_vec();
    while text.len() / 3 * 4 + 4 <= length {
        text = Base64::encode_string(&text).into();
    }
    text
}

/// Inputs for what reads keys.
fn keys() -> Vec<(&'static str, Make)> {
    vec![
        ("byte order marks", repeated([0xff, 0xfe])),
        ("byte order marks, the other way round", repeated([0xfe, 0xff])),
        ("byte order marks in base64", encoded(repeated([0xff, 0xfe]))),
        ("byte order marks in PEM", block("PUBLIC KEY", repeated([0xff, 0xfe]))),
        ("base64 in base64", Box::new(onion)),
        ("base64 in base64 in UTF-16", wide(Box::new(onion))),
        ("beginnings of PEM", repeated("-----BEGIN ")),
        ("beginnings of private keys", repeated("-----BEGIN PRIVATE KEY-----\n")),
        ("beginnings in base64", encoded(repeated("-----BEGIN PRIVATE KEY-----\n"))),
        ("beginnings in UTF-16", wide(repeated("-----BEGIN PUBLIC KEY-----\n"))),
        ("beginnings of other blocks", repeated("-----BEGIN X-----\n")),
        ("beginnings before one end", framed("", "-----BEGIN X-----\n", "-----END X-----")),
        ("endings", framed("-----BEGIN PUBLIC KEY-----", "-----END X-----\n", "-----END PUBLIC KEY-----")),
        ("dashes", repeated("-")),
        ("dashes in a label", framed("-----BEGIN ", "- ", "-----END ")),
        ("many blocks", repeated("-----BEGIN PUBLIC KEY-----\nMAA=\n-----END PUBLIC KEY-----\n")),
        ("many private blocks", repeated("-----BEGIN RSA PRIVATE KEY-----\nMAA=\n-----END RSA PRIVATE KEY-----\n")),
        ("many other blocks", repeated("-----BEGIN X-----\nMAA=\n-----END X-----\n")),
        ("header lines", framed("-----BEGIN RSA PRIVATE KEY-----\n", "DEK-Info:", "\n-----END RSA PRIVATE KEY-----")),
        ("a block of line breaks", framed("-----BEGIN PUBLIC KEY-----", r"\n", "-----END PUBLIC KEY-----")),
        ("SEQUENCEs in SEQUENCEs", nested(0x30)),
        ("OCTET STRINGs in OCTET STRINGs", nested(0x04)),
        ("SEQUENCEs in SEQUENCEs in PEM", block("PRIVATE KEY", nested(0x30))),
        ("an endless length", repeated([0x30, 0x84, 0xff, 0xff, 0xff, 0xff])),
        ("indefinite lengths", repeated([0x30, 0x80])),
        ("a public key of one number", integers(1, &[0x55; 200])),
        ("a private key of long numbers", integers(8, &[0])),
        ("a private key of long numbers in PEM", block("RSA PRIVATE KEY", integers(8, &[0]))),
        ("a SEQUENCE of many numbers", Box::new(|length| der(0x30, &[2, 1, 1].repeat(length / 3)))),
        ("lines of OpenSSH's", repeated("ssh-rsa AAAA\n")),
        ("empty lines of OpenSSH's", repeated("ssh-rsa\n")),
        ("lines of other keys", repeated("ssh-ed25519 A\n")),
        ("a long line of OpenSSH's", framed("ssh-rsa ", "AAAA", "")),
        ("a line of types", repeated("ssh-rsa ")),
        ("a line of words", repeated("a ")),
        ("comments", repeated("# ssh-rsa\n")),
        ("a private file of OpenSSH's", block("OPENSSH PRIVATE KEY", framed("openssh-key-v1\0", "\0\0\0\x04none", ""))),
        ("a JWK of names", named("", 9_900, "")),
        ("a JWK of objects of names", framed("[", r#"{"a":1,"b":2},"#, "1]")),
        ("a JWK Set", framed(r#"{"keys":["#, r#"{"kty":"RSA","d":""},"#, "{}]}")),
        ("a JWK with a long number", framed(r#"{"kty":"RSA","e":"AQAB","n":""#, "AAAA", r#""}"#)),
        ("a JWK of escapes", framed(r#"{"kty":"RSA","e":"AQAB","d":"AQ","n":""#, r"\u0041", r#""}"#)),
        ("a JWK with a long kid", framed(r#"{"kty":"RSA","e":"AQAB","d":"AQ","kid":""#, "é", r#"","n":"AQ"}"#)),
        ("a JWK of operations", framed(r#"{"kty":"RSA","key_ops":["#, r#""sign","#, r#"""]}"#)),
        ("base64", repeated("QUJD")),
        ("line breaks as text", repeated(r"\n")),
        ("quotes of mail", repeated(">")),
        ("padding", repeated("=")),
        ("spaces", repeated(" ")),
        ("characters outside ASCII", repeated("é")),
        ("zeros", repeated([0])),
    ]
}

/// A message in JSON with `more` members, whose other parts are good.
fn message(more: &str) -> Vec<u8> {
    let protected = Base64UrlUnpadded::encode_string(br#"{"alg":"RSA-OAEP-256","enc":"A256GCM"}"#);
    format!(r#"{{"protected":"{protected}","iv":"{:A>16}","tag":"{:A>22}",{more}}}"#, "", "").into()
}

/// The same; `more` is `before`, `unit` as often as it fits, and `after`.
fn json(before: &'static str, unit: &'static str, after: &'static str) -> Make {
    Box::new(move |length| message(&format!("{before}{}{after}", unit.repeat(length / unit.len()))))
}

/// The same for 100 recipients with these headers, which share `unprotected`, and encrypted keys of so many characters.
fn to_many(unprotected: &str, own: &str, length: usize) -> Vec<u8> {
    let entry = |number| format!(r#"{{"header":{{{own}}},"encrypted_key":"{number:A<length$}"}}"#);
    let entries: Vec<_> = (0..100).map(entry).collect();
    message(&format!(r#""unprotected":{{{unprotected}}},"recipients":[{}],"ciphertext":"AAAA""#, entries.join(",")))
}

/// 100 recipients who share a header of `before`, `unit` as often as it fits, and `after`.
fn shared(before: &'static str, unit: &'static str, after: &'static str) -> Make {
    Box::new(move |length| to_many(&format!("{before}{}{after}", unit.repeat(length / unit.len())), "", 4))
}

/// 100 recipients, each with such a header of their own.
fn own(before: &'static str, unit: &'static str, after: &'static str) -> Make {
    Box::new(move |length| to_many("", &format!("{before}{}{after}", unit.repeat(length / unit.len() / 100)), 4))
}

/// A message in the compact form with one part of `unit` as often as it fits, and another good header before it.
fn compact(place: usize, unit: &'static str) -> Make {
    Box::new(move |length| {
        let header = Base64UrlUnpadded::encode_string(br#"{"alg":"RSA-OAEP-256","enc":"A256GCM"}"#);
        let mut parts = [header, String::new(), "A".repeat(16), String::new(), "A".repeat(22)];
        parts[place] = unit.repeat(length / unit.len());
        parts.join(".").into()
    })
}

/// Inputs for what reads messages.
fn messages() -> Vec<(&'static str, Make)> {
    vec![
        ("9,900 names", named("", 9_900, "")),
        (
            "9,900 names and a long text",
            Box::new(|length| {
                let names: Vec<_> = (0..9_900).map(|number| format!(r#""{number}":1"#)).collect();
                message(&format!(r#""x":"{}",{}"#, "x".repeat(length), names.join(",")))
            }),
        ),
        (
            "names in proportion",
            Box::new(|length| {
                let text = "x".repeat(92);
                let names: Vec<_> = (0..length / 106).map(|number| format!(r#""{number:0>6}":"{text}""#)).collect();
                message(&names.join(","))
            }),
        ),
        ("names beyond all limits", named("", usize::MAX, "")),
        (
            "long names that begin alike",
            Box::new(|length| {
                let stem = "x".repeat(length / 60);
                let names: Vec<_> = (0..60).map(|number| format!(r#""{stem}{number:0>2}":1"#)).collect();
                message(&names.join(","))
            }),
        ),
        (
            "names in every recipient's header",
            Box::new(|length| {
                let names = |stem: &str| {
                    let names: Vec<_> = (0..60).map(|number| format!(r#""{stem}{number:0>2}":1"#)).collect();
                    names.join(",")
                };
                let stem = "x".repeat(length / 100 / 60);
                to_many(&names("y"), &names(&stem), 4)
            }),
        ),
        ("values", framed("[", "1,", "1]")),
        ("values in an unknown member", json(r#""x":["#, "1,", r#"1],"ciphertext":"""#)),
        ("objects in an unknown member", json(r#""x":["#, "{},", r#"1],"ciphertext":"""#)),
        ("arrays in arrays", repeated("[")),
        ("objects in objects", repeated(r#"{"a":"#)),
        ("arrays in a member", json(r#""x":"#, "[", "")),
        ("a long number", json(r#""x":"#, "1", r#","ciphertext":"""#)),
        ("a long text", json(r#""x":""#, "x", r#"","ciphertext":"""#)),
        ("a long text without an end", json(r#""x":""#, r"\\", "")),
        ("escapes", json(r#""x":""#, r"\u0041", r#"","ciphertext":"""#)),
        ("escapes in the ciphertext", json(r#""ciphertext":""#, r"\u0041", r#"""#)),
        ("an escape before the ciphertext", json(r#""ciphertext":"\u0041"#, "AAAA", r#"AAA""#)),
        ("surrogates", json(r#""x":""#, r"\ud83d\ude00", r#"","ciphertext":"""#)),
        ("characters outside ASCII", json(r#""x":""#, "é", r#"","ciphertext":"""#)),
        ("a ciphertext", json(r#""ciphertext":""#, "AAAA", r#"""#)),
        ("authenticated data", json(r#""ciphertext":"","aad":""#, "AAAA", r#"""#)),
        ("a long encrypted key", json(r#""ciphertext":"","encrypted_key":""#, "AAAA", r#"""#)),
        ("a long tag", json(r#""ciphertext":"","x":"","tag":""#, "AAAA", r#"""#)),
        ("a long shared text", shared(r#""x":""#, "x", r#"""#)),
        ("a long shared kid", shared(r#""kid":""#, "x", r#"""#)),
        ("a long shared typ with escapes", shared(r#""typ":""#, r"\u0041", r#"""#)),
        ("shared values", shared(r#""x":["#, "1,", "1]")),
        ("long kids", own(r#""kid":""#, "x", r#"""#)),
        ("long algs", own(r#""alg":""#, "x", r#"""#)),
        ("long texts", own(r#""x":""#, "x", r#"""#)),
        ("100 kids at the limit", Box::new(|_| to_many("", &format!(r#""kid":"{}""#, "é".repeat(1024)), 342))),
        ("a shared kid at the limit", Box::new(|_| to_many(&format!(r#""kid":"{}""#, "é".repeat(1024)), "", 4))),
        ("recipients", json(r#""recipients":["#, "{},", r#"{}],"ciphertext":"""#)),
        ("dots", repeated(".")),
        ("spaces", repeated(" ")),
        ("byte order marks", repeated("\u{feff}")),
        ("a long protected header", compact(0, "eyJh")),
        ("a compact encrypted key", compact(1, "AAAA")),
        ("a compact ciphertext", compact(3, "AAAA")),
        ("a compact ciphertext of something else", compact(3, "A é")),
    ]
}

#[test]
fn keys_cost_in_proportion_to_their_length() {
    check(keys(), [4 << 10, 64 << 10], &[("parse", parse), ("inspect", look), ("unseal", open)]);
}

#[test]
fn messages_cost_in_proportion_to_their_length() {
    check(messages(), [64 << 10, 1 << 20], &[("unseal", open), ("inspect", look), ("parse", parse)]);
}

#[test]
fn a_good_message_costs_no_more() {
    let key = PrivateKey::generate(&mut SysRng, 2048).expect("the system has randomness");
    let half = key.public_key();
    let other = PrivateKey::generate(&mut SysRng, 2048).expect("the system has randomness").public_key();
    for recipients in [vec![&half], vec![&half, &other]] {
        let sealed = seal(&mut SysRng, &vec![7; 8 << 20], &recipients).expect("it fits");
        let Cost { total, peak, .. } = cost(|| {
            let unsealed = unseal(&mut SysRng, &sealed, &[&key]).expect("it is whole");
            assert_eq!(unsealed.plaintext.len(), 8 << 20);
        });
        // The message, decrypted where it was decoded.
        assert!(total.max(peak) < sealed.len(), "{total} bytes, {peak} at once");
    }
}

#[test]
fn the_tally_sees_what_is_copied_and_the_clock_what_is_compared() {
    let Cost { total, peak, .. } = cost(|| drop((vec![1_u8; 1000], vec![1_u8; 500])));
    assert_eq!((total, peak), (1500, 1500));
    let Cost { total, peak, .. } = cost(|| {
        drop(vec![1_u8; 1000]);
        drop(vec![1_u8; 500]);
    });
    assert_eq!((total, peak), (1500, 1000));
    let quadratic: Read = |input, _| {
        let found = input.iter().filter(|one| input.iter().filter(|other| other == one).count() > 0).count();
        assert_eq!(core::hint::black_box(found), input.len());
    };
    let copying: Read = |input, _| drop((0..1000).map(|_| input.to_vec()).collect::<Vec<_>>());
    for read in [quadratic, copying] {
        let readers = vec![("control", read)].leak();
        let result = thread::spawn(|| check(vec![("x", repeated("x"))], [1 << 10, 16 << 10], readers)).join();
        assert!(result.is_err());
    }
}
