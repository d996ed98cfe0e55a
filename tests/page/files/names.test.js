// The names of files in letters: safe for every system, distinct, and the same however often they are made safe.
import assert from "node:assert/strict";
import { test } from "node:test";
import { namer, safeName } from "../../../www/letters/names.js";

const safe = {
  "plan.pdf": "plan.pdf",
  "한국어 문서.hwp": "한국어 문서.hwp",
  "e\u0301te\u0301.txt": "été.txt",
  "../../etc/passwd": "__.._etc_passwd",
  "C:\\Windows\\win.ini": "C__Windows_win.ini",
  "a\u0000b\u0007\u001b[31m.txt": "ab[31m.txt",
  "line\nbreak\u2028.txt": "line break .txt",
  // A right-to-left override, with which `gpj.exe` is shown as `exe.jpg`; isolates, a right-to-left mark, a zero-width
  // space and a byte order mark.
  "photo\u202egpj.exe": "photogpj.exe",
  "\u2066a\u2069\u200f\u200b\ufeff.txt": "a.txt",
  "CON": "_CON",
  "nul.txt": "_nul.txt",
  "COM¹.log": "_COM¹.log",
  "console.log": "console.log",
  "trailing. . ": "trailing",
  ".htaccess": "_htaccess",
  "..": "file",
  "": "file",
  " \u200b ": "file",
  'a<b>:"|?*.txt': "a_b______.txt",
};

test("names are made safe, and a safe name stays as it is", () => {
  for (const [name, expected] of Object.entries(safe)) {
    assert.equal(safeName(name), expected, JSON.stringify(name));
    assert.equal(safeName(expected), expected, JSON.stringify(expected));
  }
});

test("a name that is shortened to that of a device is changed", () => {
  for (const name of [`con${" ".repeat(300)}x.txt`, `nul${" ".repeat(260)}b`]) {
    assert.match(safeName(name), /^_(con|nul)/);
    assert.equal(safeName(safeName(name)), safeName(name));
  }
});

test("a long name keeps an ending of at most 15 characters, and no character is cut", () => {
  const name = safeName(`${"한".repeat(200)}.tar`);
  assert.equal(name, `${"한".repeat(83)}.tar`);
  assert.equal(Buffer.byteLength(safeName("😀".repeat(100))), 252);
  assert.equal(safeName(`a.${"b".repeat(300)}`).length, 255);
});

test("names are distinct, also where capitals are not told apart, and have at most 255 bytes", () => {
  const nameOf = namer();
  const given = ["a.txt", "A.TXT", "a.txt", "a (2).txt", "b", "b", "x/y", "x\\y"].map(nameOf);
  assert.deepEqual(given, ["a.txt", "A (2).TXT", "a (3).txt", "a (2) (2).txt", "b", "b (2)", "x_y", "x_y (2)"]);
  const many = Array.from({ length: 1000 }, () => nameOf(`${"n".repeat(300)}.txt`));
  assert.equal(new Set(many).size, 1000);
  assert.ok(many.every((name) => Buffer.byteLength(name) <= 255));
});
