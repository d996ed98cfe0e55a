//! A server of static files, on the loopback address only.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, BufRead, BufReader, ErrorKind, Read, Write},
    net::{Ipv4Addr, Ipv6Addr, TcpListener, TcpStream},
    path::PathBuf,
    sync::Arc,
    thread,
    time::Duration,
};

use anyhow::{Context, Result, bail};
use flate2::{Compression, write::GzEncoder};

use crate::{
    build::site::Site,
    project::{Project, write},
};

pub const DEFAULT_PORT: u16 = 8080;

/// The longest head of a request in bytes.
const MAX_HEAD_BYTES: u64 = 16 * 1024;
/// A connection is closed if the browser sends nothing for this time.
const IDLE: Duration = Duration::from_secs(60);
const NOT_FOUND: &str = "404: there is no such file. The page is at /\n";
const NOT_ALLOWED: &str = "405: this server answers GET and HEAD only\n";

/// Claims a port on 127.0.0.1; port 0 takes a free one.
///
/// A browser may try `localhost` at ::1 first. Normally that connection is refused, and the browser tries 127.0.0.1. If
/// another program listens on the port at ::1, the browser would show that program's page, so the port counts as taken.
pub fn listen(port: u16) -> Result<TcpListener> {
    let other = TcpListener::bind((Ipv6Addr::LOCALHOST, port));
    let listener = match other {
        Err(error) if error.kind() == ErrorKind::AddrInUse => Err(error),
        _ => TcpListener::bind((Ipv4Addr::LOCALHOST, port)),
    };
    listener.or_else(|error| match error.kind() {
        ErrorKind::AddrInUse => {
            let next = port.checked_add(1).unwrap_or(DEFAULT_PORT);
            bail!(
                "port {port} is taken by another program: choose another one, such as `cargo xtask serve --port {next}`"
            )
        }
        _ => Err(error).with_context(|| format!("cannot listen on 127.0.0.1:{port}")),
    })
}

/// The address at which a browser reaches the server.
pub fn address(listener: &TcpListener) -> Result<String> {
    Ok(format!("http://localhost:{}/", listener.local_addr()?.port()))
}

/// Answers requests until the process ends. Writes a line to `log` for each request: method, path, status.
pub fn run(listener: TcpListener, site: Site, log: Option<PathBuf>) -> Result<()> {
    let log = match &log {
        Some(path) => Some(
            OpenOptions::new()
                .create(true)
                .append(true)
                .open(path)
                .with_context(|| format!("cannot write the log {}", path.display()))?,
        ),
        None => None,
    };
    let shared = Arc::new((site, log));
    for stream in listener.incoming() {
        let shared = Arc::clone(&shared);
        if let Ok(stream) = stream {
            // A browser that closes the connection during an answer is no error.
            thread::spawn(move || drop(converse(stream, &shared.0, shared.1.as_ref())));
        }
    }
    Ok(())
}

/// Serves a site on a free port until this process ends. Returns the address and the path of the log, which is emptied
/// first.
pub fn background(project: &Project, site: Site, log: &str) -> Result<(String, PathBuf)> {
    let log = project.scratch(log)?;
    write(&log, b"")?;
    let listener = listen(0)?;
    let address = address(&listener)?;
    let path = log.clone();
    thread::spawn(move || run(listener, site, Some(path)));
    Ok((address, log))
}

struct Request {
    method: String,
    target: String,
    /// Whether the connection is closed after the answer.
    last: bool,
    /// Whether the browser accepts gzip.
    gzip: bool,
}

struct Answer {
    status: &'static str,
    /// The `Content-Type`.
    kind: &'static str,
    body: Vec<u8>,
    /// Whether the body is in gzip (RFC 1952).
    gzip: bool,
}

/// One connection: request after request, until either side closes.
fn converse(mut stream: TcpStream, site: &Site, log: Option<&File>) -> io::Result<()> {
    stream.set_read_timeout(Some(IDLE))?;
    stream.set_nodelay(true)?;
    let mut reader = BufReader::new(stream.try_clone()?);
    while let Some(request) = read_request(&mut reader)? {
        let answer = compressed(answer(&request, site), request.gzip)?;
        if let Some(mut log) = log {
            // A single write, so that the lines of two connections do not mix.
            let code = &answer.status[..3];
            log.write_all(format!("{} {} {code}\n", request.method, request.target).as_bytes())?;
        }
        send(&mut stream, &request, &answer, &site.headers)?;
        if request.last {
            break;
        }
    }
    Ok(())
}

/// Reads the head of a request. `None` if the connection ended, the head is too long, or the bytes are not HTTP.
fn read_request(reader: &mut BufReader<TcpStream>) -> io::Result<Option<Request>> {
    let mut head = reader.take(MAX_HEAD_BYTES);
    let mut line = String::new();
    head.read_line(&mut line)?;
    let mut words = line.split_ascii_whitespace();
    let (Some(method), Some(target), Some(version)) = (words.next(), words.next(), words.next()) else {
        return Ok(None);
    };
    let last = version != "HTTP/1.1";
    let mut request = Request { method: method.into(), target: target.into(), last, gzip: false };
    loop {
        let mut line = String::new();
        if head.read_line(&mut line)? == 0 {
            return Ok(None);
        }
        let Some((name, value)) = line.split_once(':') else {
            return Ok(Some(request));
        };
        match name.to_ascii_lowercase().as_str() {
            "connection" => request.last |= value.trim().eq_ignore_ascii_case("close"),
            "accept-encoding" => request.gzip = value.split([',', ';']).any(|name| name.trim() == "gzip"),
            // The body is not read, so where the connection's next request begins is unknown.
            "content-length" | "transfer-encoding" => request.last = true,
            _ => {}
        }
    }
}

/// The answer to a request, not compressed.
fn answer(request: &Request, site: &Site) -> Answer {
    const TEXT: &str = "text/plain; charset=utf-8";
    if request.method != "GET" && request.method != "HEAD" {
        return Answer { status: "405 Method Not Allowed", kind: TEXT, body: NOT_ALLOWED.into(), gzip: false };
    }
    match resolve(&request.target).and_then(|path| Some((content_type(&path), read(site, &path)?))) {
        Some((kind, body)) => Answer { status: "200 OK", kind, body, gzip: false },
        None => Answer { status: "404 Not Found", kind: TEXT, body: NOT_FOUND.into(), gzip: false },
    }
}

/// The content of a file of the site, or else of the folder beside it.
fn read(site: &Site, path: &str) -> Option<Vec<u8>> {
    let beside = || site.beside.as_ref().and_then(|folder| fs::read(folder.join(path)).ok());
    fs::read(site.folder.join(path)).ok().or_else(beside)
}

/// The same answer in gzip, as hosts send it, if the browser accepts that. Pictures in PNG are compressed already.
fn compressed(answer: Answer, accepted: bool) -> io::Result<Answer> {
    if !accepted || answer.kind == "image/png" {
        return Ok(answer);
    }
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(&answer.body)?;
    Ok(Answer { body: encoder.finish()?, gzip: true, ..answer })
}

fn send(stream: &mut TcpStream, request: &Request, answer: &Answer, headers: &[(&str, String)]) -> io::Result<()> {
    let mut bytes = Vec::new();
    write!(bytes, "HTTP/1.1 {}\r\nContent-Type: {}\r\n", answer.status, answer.kind)?;
    write!(bytes, "Content-Length: {}\r\n", answer.body.len())?;
    if answer.gzip {
        bytes.extend(b"Content-Encoding: gzip\r\nVary: Accept-Encoding\r\n");
    }
    for (name, value) in headers {
        write!(bytes, "{name}: {value}\r\n")?;
    }
    if answer.status.starts_with("405") {
        bytes.extend(b"Allow: GET, HEAD\r\n");
    }
    if request.last {
        bytes.extend(b"Connection: close\r\n");
    }
    bytes.extend(b"\r\n");
    if request.method != "HEAD" {
        bytes.extend(&answer.body);
    }
    stream.write_all(&bytes)
}

/// The file that a request's target names, relative to the site.
///
/// Every part must begin with a letter or digit and contain only letters, digits, `.`, `-` and `_`. All files of the
/// site have such names, and no path with such parts leads out of the folder. `_headers` is not served: hosts read that
/// file.
fn resolve(target: &str) -> Option<String> {
    let path = target.split(['?', '#']).next()?.strip_prefix('/')?;
    if path.is_empty() {
        return Some("index.html".into());
    }
    let plain = |part: &str| {
        part.starts_with(|first: char| first.is_ascii_alphanumeric())
            && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-_".contains(&byte))
    };
    path.split('/').all(plain).then(|| path.to_owned())
}

fn content_type(path: &str) -> &'static str {
    match path.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("ico") => "image/x-icon",
        Some("webmanifest") => "application/manifest+json",
        Some("json") => "application/json",
        Some("txt") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::resolve;

    #[test]
    fn plain_paths_inside_the_site_are_resolved_and_others_are_not() {
        assert_eq!(resolve("/").as_deref(), Some("index.html"));
        assert_eq!(resolve("/sealpost/wasm/sealpost_bg.wasm?x=/..").as_deref(), Some("sealpost/wasm/sealpost_bg.wasm"));
        for target in [
            "/../Cargo.toml",
            "/a/../../b",
            "/..",
            "//etc/passwd",
            "/%2e%2e/a",
            "/a\\..\\b",
            "/.git",
            "/_headers",
            "/a/",
            "a",
            "*",
            "http://host/",
        ] {
            assert_eq!(resolve(target), None, "{target}");
        }
    }
}
