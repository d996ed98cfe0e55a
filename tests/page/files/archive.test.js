// The archive of a letter with files: Python's zipfile reads what is written, and the reader takes nothing else than the one
// narrow form, whatever the sizes of the pieces in which the bytes come.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import { crc32 as reference } from "node:zlib";
import { crc32 } from "../../../www/letters/crc32.js";
import { Pieces, chunksOf } from "../../../www/letters/pieces.js";
import { isLetter, readArchive } from "../../../www/letters/unzip.js";
import { archiveParts, localHeader } from "../../../www/letters/zip.js";
import { python } from "../../support/python.js";

const encoder = new TextEncoder();
/** @param {string} script @param {Uint8Array} [input] */
const inPython = (script, input) =>
  new Uint8Array(execFileSync(python("python-3"), ["-c", script], { input: input ?? "", maxBuffer: 1 << 28 }));

/** @param {string} name @param {string | Uint8Array<ArrayBuffer>} content */
function entry(name, content) {
  const bytes = typeof content === "string" ? encoder.encode(content) : content;
  return { name, content: bytes, size: bytes.length, crc: crc32(bytes) };
}

/** @param {ReturnType<typeof entry>[]} entries */
const written = async (entries) => new Uint8Array(await new Blob(archiveParts(entries)).arrayBuffer());

/**
 * The entries that the reader finds.
 *
 * @param {Uint8Array} archive
 * @param {number} [step] bytes of each piece
 */
async function read(archive, step = 64) {
  let at = 0;
  const stream = new ReadableStream({
    pull(controller) {
      if (at >= archive.length) return controller.close();
      controller.enqueue(Uint8Array.from(archive.subarray(at, at + step)));
      at += step;
    },
  });
  /** @type {Record<string, string>} */
  const found = {};
  await readArchive(new Pieces(stream), ({ name }) => {
    const decoder = new TextDecoder();
    let text = "";
    return {
      write: (bytes) => void (text += decoder.decode(bytes, { stream: true })),
      end: () => void (found[name] = text),
    };
  });
  return found;
}

const letter = [
  entry("letter.txt", "Dear Bob,"),
  entry("files/a.txt", "one"),
  entry("files/한 b.bin", ""),
  entry("files/c", "three"),
];
const content = { "letter.txt": "Dear Bob,", "files/a.txt": "one", "files/한 b.bin": "", "files/c": "three" };
const valid = await written(letter);

/** @param {Uint8Array} archive @param {RegExp} [text] */
const refused = (archive, text = /./) =>
  assert.rejects(read(archive), (/** @type {any} */ error) => {
    assert.equal(error.code, "malformed-file", String(error));
    assert.match(error.message, text);
    return true;
  });

test("CRC-32 is that of zlib, in any division", () => {
  const bytes = Uint8Array.from({ length: 1000 }, (_, k) => (k * k) >> 3);
  for (const length of [0, 1, 7, 8, 9, 63, 1000]) {
    assert.equal(crc32(bytes.subarray(0, length)), reference(bytes.subarray(0, length)));
    assert.equal(crc32(bytes.subarray(length), crc32(bytes.subarray(0, length))), reference(bytes));
  }
});

test("what is written is read, in pieces of any size, and by Python's zipfile", async () => {
  for (const step of [1, 7, 64, 1 << 20]) assert.deepEqual(await read(valid, step), content);
  assert.equal(isLetter(valid.subarray(0, 40)), true);
  assert.equal(isLetter(valid.subarray(0, 39)), false);
  const script = `import sys, io, json, zipfile
z = zipfile.ZipFile(io.BytesIO(sys.stdin.buffer.read()))
assert z.testzip() is None
print(json.dumps({i.filename: z.read(i).decode() for i in z.infolist()}))`;
  assert.deepEqual(JSON.parse(Buffer.from(inPython(script, valid)).toString()), content);
});

test("sizes and offsets above 4 GiB are written so that zipfile reads them", async () => {
  const size = 2 ** 32 + 5;
  const large = { ...entry("files/large", ""), size };
  const parts = archiveParts([entry("letter.txt", ""), large, entry("files/after", "x")]);
  // The content of the large file is left out: Python gets it as a hole of a sparse file.
  const at = parts.indexOf(large.content);
  const [before, after] = [parts.slice(0, at), parts.slice(at + 1)].map((some) => new Blob(some));
  const input = new Uint8Array(await new Blob([before ?? "", after ?? ""]).arrayBuffer());
  const script = `import sys, json, zipfile, tempfile
data = sys.stdin.buffer.read()
with tempfile.TemporaryFile() as f:
    f.write(data[:${before?.size}])
    f.seek(${size}, 1)
    f.write(data[${before?.size}:])
    z = zipfile.ZipFile(f)
    print(json.dumps([[i.filename, i.file_size, i.header_offset] for i in z.infolist()] + [z.read("files/after").decode()]))
    z.open("files/large").close()`;
  const offset = Number(before?.size) + size;
  const found = JSON.parse(Buffer.from(inPython(script, input)).toString());
  const first = localHeader(entry("letter.txt", "")).length;
  assert.deepEqual(found, [["letter.txt", 0, 0], ["files/large", size, first], ["files/after", 1, offset], "x"]);

  // The reader takes the size from zip64, and misses the content.
  let read64 = 0;
  const stream = new Blob([before ?? ""]).stream();
  const reading = readArchive(new Pieces(stream), ({ size }) => ((read64 = size), { write() {}, end() {} }));
  await assert.rejects(reading, /ends within an entry/);
  assert.equal(read64, size);
});

test("an archive that Python's zipfile stores is read; one inside an attached file is not looked into", async () => {
  const script = `import io, sys, zipfile
inner = sys.stdin.buffer.read()
out = io.BytesIO()
with zipfile.ZipFile(out, "w") as z:
    z.writestr("letter.txt", "Hi")
    z.writestr("files/inner.zip", inner)
    z.writestr("files/é", "x")
sys.stdout.buffer.write(out.getvalue())`;
  const archive = inPython(script, valid);
  assert.deepEqual(Object.keys(await read(archive)), ["letter.txt", "files/inner.zip", "files/é"]);
});

/** Archives that Python writes, each with one thing that a letter's archive has not. */
const hostile = /** @type {Record<string, [string, RegExp]>} */ ({
  "a compressed entry": [`z.writestr("files/a", "a" * 99, compress_type=zipfile.ZIP_DEFLATED)`, /compressed/],
  "a name that comes twice": [`z.writestr("files/a", "1"); z.writestr("files/a", "2")`, /twice/],
  "a folder": [`z.writestr("files/a/", "")`, /name of a file/],
  "a file in a folder": [`z.writestr("files/a/b", "1")`, /name of a file/],
  "a path upwards": [`z.writestr("files/..", "1")`, /name of a file/],
  "a name outside of files/": [`z.writestr("a", "1")`, /name of a file/],
  "a second letter": [`z.writestr("letter.jwt", "1")`, /name of a file/],
  "a backslash": [`i = zipfile.ZipInfo("files/a"); i.filename = "files/a\\\\b"; z.writestr(i, "1")`, /name of a file/],
  "a control character": [`z.writestr("files/a\\n", "1")`, /name of a file/],
  // The type of a link in the upper half of the attributes, in an entry of FAT (0), Unix (3), Atari (5), BeOS (16) and
  // AtheOS (30). `unzip` makes links of the last four.
  ...Object.fromEntries(
    [0, 3, 5, 16, 30].map((system) => [
      `a link of system ${system}`,
      [
        `i = zipfile.ZipInfo("files/a"); i.create_system = ${system}; i.external_attr = 0xA1FF << 16; z.writestr(i, "/etc/passwd")`,
        /link/,
      ],
    ]),
  ),
  "the attribute of a folder": [
    `i = zipfile.ZipInfo("files/a"); i.external_attr = 0x10; z.writestr(i, "1")`,
    /link or a folder/,
  ],
  "a comment of the archive": [`z.writestr("files/a", "1"); z.comment = b"hi"`, /comment/],
  "a comment of an entry": [`i = zipfile.ZipInfo("files/a"); i.comment = b"hi"; z.writestr(i, "1")`, /comment/],
  "an extra field": [`i = zipfile.ZipInfo("files/a"); i.extra = b"\\x99\\x99\\x01\\x00x"; z.writestr(i, "1")`, /extra/],
  "no file": ["pass", /local header/],
});
const inOnePass = `import sys, io, json, zipfile, warnings
warnings.simplefilter("ignore")
import base64
found = {}
for name, code in json.load(sys.stdin).items():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as z:
        if name != "no letter": z.writestr("letter.txt", "Hi")
        exec(code)
    found[name] = base64.b64encode(out.getvalue()).decode()
class Pipe(io.RawIOBase):
    def __init__(self): self.data = b""
    def writable(self): return True
    def seekable(self): return False
    def write(self, b): self.data += bytes(b); return len(b)
pipe = Pipe()
with zipfile.ZipFile(pipe, "w") as z:
    z.writestr("letter.txt", "Hi")
    z.writestr("files/a", "1")
found["data descriptors"] = base64.b64encode(pipe.data).decode()
print(json.dumps(found))`;

test("what Python's zipfile writes beyond the narrow form is refused", async () => {
  const codes = Object.fromEntries(Object.entries(hostile).map(([name, [code]]) => [name, code]));
  codes["no letter"] = 'z.writestr("files/a", "1")';
  const answer = inPython(inOnePass, encoder.encode(JSON.stringify(codes)));
  /** @type {Record<string, string>} */
  const archives = JSON.parse(Buffer.from(answer).toString());
  assert.equal(Object.keys(archives).length, Object.keys(hostile).length + 2);
  const texts = { "data descriptors": /data descriptor/, "no letter": /not the letter/ };
  for (const [name, archive] of Object.entries(archives)) {
    const text = hostile[name]?.[1] ?? /** @type {Record<string, RegExp>} */ (texts)[name];
    await refused(Buffer.from(archive, "base64"), text).catch((error) => assert.fail(`${name}: ${error}`));
  }
});

test("an archive with a changed or missing byte, or one before or after it, is refused or has the same content", async () => {
  await refused(Buffer.concat([valid, Buffer.from([0])]), /follows/);
  await refused(Buffer.concat([Buffer.from([0]), valid]));
  for (let length = 0; length < valid.length; length += 1) await refused(valid.subarray(0, length));
  // A changed byte is refused, unless the reader ignores it: see below.
  let accepted = 0;
  for (let at = 0; at < valid.length; at += 1) {
    const changed = Uint8Array.from(valid);
    changed[at] = Number(changed[at]) ^ 0x21;
    const found = await read(changed).catch(() => undefined);
    if (!found) continue;
    accepted += 1;
    assert.deepEqual(found, content, `byte ${at}`);
  }
  // What the reader ignores, of each central header: two bytes of the version that made it, two of internal attributes,
  // and four of external attributes, of which it refuses some bits.
  assert.ok(accepted <= letter.length * 8, `${accepted}`);
});

test("local and central headers must agree, without gaps and overlaps, and the counts and places must be right", async () => {
  const view = (/** @type {Uint8Array} */ bytes) => new DataView(bytes.buffer, bytes.byteOffset);
  const start = view(valid).getUint32(valid.length - 6, true);
  const change = (/** @type {(bytes: Uint8Array, view: DataView) => void} */ edit) => {
    const bytes = Uint8Array.from(valid);
    edit(bytes, view(bytes));
    return bytes;
  };
  // In the central directory the letter has another name of the same length, another CRC, or another place.
  await refused(
    change((bytes) => bytes.set(encoder.encode("letter.jwt"), start + 46)),
    /differ/,
  );
  await refused(
    change((_, data) => data.setUint32(start + 16, 1, true)),
    /differ/,
  );
  await refused(
    change((_, data) => data.setUint32(start + 42, 4, true)),
    /place of an entry/,
  );
  await refused(
    change((_, data) => data.setUint16(valid.length - 12, 3, true)),
    /number of entries/,
  );
  await refused(
    change((_, data) => data.setUint32(valid.length - 10, 3, true)),
    /place of the directory/,
  );
  await refused(
    change((_, data) => data.setUint32(valid.length - 6, 3, true)),
    /place of the directory/,
  );
  // Encryption and a data descriptor, in both headers of the first entry.
  for (const flags of [0x801, 0x808]) {
    const both = change((_, data) => [6, start + 8].forEach((at) => data.setUint16(at, flags, true)));
    await refused(both, /flag/);
  }
  // A gap before the directory, entries that only the directory has, one that it leaves out, and no directory.
  const gap = Buffer.concat([valid.subarray(0, start), Buffer.alloc(4), valid.subarray(start)]);
  await refused(gap, /local header/);
  const end = valid.length - 22;
  await refused(
    Buffer.concat([valid.subarray(0, end), valid.subarray(start, end), valid.subarray(end)]),
    /another entry/,
  );
  const first = 46 + "letter.txt".length;
  await refused(Buffer.concat([valid.subarray(0, start), valid.subarray(start + first)]), /differ/);
  await refused(Buffer.concat([valid.subarray(0, start), valid.subarray(end)]), /local header/);
});

test("there are at most 1,000 files and 1 TiB; the letter, its token and a name have limits of their own", async () => {
  const many = (/** @type {number} */ count) => Array.from({ length: count }, (_, k) => entry(`files/${k}`, ""));
  const full = await written([entry("letter.txt", ""), ...many(1000)]);
  assert.equal(Object.keys(await read(full, 4096)).length, 1001);
  await refused(await written([entry("letter.txt", ""), ...many(1001)]), /too many/);
  for (const size of [2 ** 40 + 1, 2 ** 53]) {
    const header = localHeader({ ...entry("files/a", ""), size });
    await refused(Buffer.concat([localHeader(entry("letter.txt", "")), header]), /too large/);
  }
  await refused(localHeader({ ...entry("letter.txt", ""), size: 64 * 1024 * 1024 + 1 }), /letter is too long/);
  await refused(localHeader({ ...entry("letter.jwt", ""), size: 9 * 1024 * 1024 }), /letter is too long/);
  await refused(await written([entry("letter.txt", ""), entry(`files/${"n".repeat(256)}`, "")]), /length of a name/);
});

test("what is read of a file is wiped, also after an abort, and if no more is asked for", async () => {
  const step = 256 * 1024;
  const controller = new AbortController();
  /** @type {Uint8Array[]} */
  let read = [];
  const blob = new Blob([new Uint8Array(3 * step).fill(1)]);
  let onRead = () => {};
  // Each step is seen as `chunksOf` gets it.
  blob.slice = (start, end) => {
    const part = Blob.prototype.slice.call(blob, start, end);
    part.arrayBuffer = async () => {
      const buffer = await Blob.prototype.arrayBuffer.call(part);
      read.push(new Uint8Array(buffer));
      onRead();
      return buffer;
    };
    return part;
  };
  const isWiped = () => read.every((bytes) => bytes.every((byte) => byte === 0));
  let seen = 0;
  for await (const bytes of chunksOf(blob, controller.signal)) seen += bytes.filter((byte) => byte === 1).length;
  assert.deepEqual([seen, read.length, isWiped()], [3 * step, 3, true]);
  read = [];
  for await (const bytes of chunksOf(blob, controller.signal)) if (bytes.length > 0) break;
  assert.deepEqual([read.length, isWiped()], [1, true], "no more was asked for");
  read = [];
  onRead = () => controller.abort();
  await assert.rejects(() => chunksOf(blob, controller.signal).next(), { name: "AbortError" });
  assert.deepEqual([read.length, isWiped()], [1, true], "aborted");
});

test("a piece of a stream is wiped if what gets it first fails", async () => {
  const piece = new Uint8Array(10).fill(1);
  const stream = new ReadableStream({ start: (controller) => controller.enqueue(piece) });
  const pieces = new Pieces(stream, () => Promise.reject(new Error("the disk is full")));
  await assert.rejects(() => pieces.some(10), /the disk is full/);
  assert.ok(piece.every((byte) => byte === 0));
});
