// Runs the programs that write keys in other formats, and the commands that error texts recommend.
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { python } from "./support.js";

const folder = mkdtempSync(join(tmpdir(), "sealpost-pasted-"));
process.on("exit", () => rmSync(folder, { recursive: true }));
let files = 0;

/** The passphrase of every protected file here. */
export const passphrase = "two words";

/** A path for a new file. @param {string} [extension] */
export const place = (extension = "txt") => join(folder, `${(files += 1)}.${extension}`);

/**
 * Writes a new file that only its owner may read, as ssh-keygen requires, and returns its path.
 *
 * @type {(content: string | Uint8Array, extension?: string) => string}
 */
export function file(content, extension) {
  const path = place(extension);
  writeFileSync(path, content, { mode: 0o600 });
  return path;
}

/**
 * Runs a program and returns its standard output.
 *
 * @type {(program: string, args: string[], input?: string | Uint8Array) => Buffer}
 */
export const run = (program, args, input) =>
  execFileSync(program, args, { input, env: { ...process.env, PASS: passphrase }, stdio: ["pipe", "pipe", "pipe"] });

/**
 * Runs a program that writes to a file, whose path takes the place of OUT. Returns what the file then contains.
 *
 * @type {(program: string, args: string[]) => Buffer}
 */
export function written(program, args) {
  const path = place();
  run(
    program,
    args.map((argument) => (argument === "OUT" ? path : argument)),
  );
  return readFileSync(path);
}

/**
 * A function that runs openssl with these arguments on an input.
 *
 * @type {(...args: string[]) => (input?: string | Uint8Array) => Buffer}
 */
export const openssl =
  (...args) =>
  (input) =>
    run("openssl", args, input);

/**
 * What a script prints in the environment of Python with pycryptodome 3 and cryptography.
 *
 * @type {(script: string, input: string | Buffer) => Buffer}
 */
export const inPython = (script, input) => run(python("python-3"), ["-c", script], input);

/** Whether a program is installed. @param {string} program */
export const isInstalled = (program) => !spawnSync(program, ["-V"], { stdio: "ignore" }).error;

const COMMAND = /`((?:openssl|ssh-keygen|puttygen|keytool|base64|xxd|certutil) [^`]+)`/g;

/**
 * The commands between backticks in a text, with FILE for the file at hand and, where there is one, OUT for the result.
 *
 * @param {string} text
 */
export const commandsIn = (text) => Array.from(text.matchAll(COMMAND), ([, command = ""]) => command);

/**
 * Runs commands one after the other as a person would type them: FILE is always the file at hand, and OUT what the first
 * command with OUT writes. Returns what the last command wrote or printed. Questions for a passphrase are answered: the
 * process has no terminal, so that the programs read the answers from standard input.
 *
 * @param {string[]} commands
 * @param {string} path The file at hand.
 */
export function follow(commands, path) {
  const out = place("out");
  let result = path;
  for (const command of commands) {
    const isWriting = command.includes("OUT") && !existsSync(out);
    const line = command.replaceAll("FILE", path).replaceAll("OUT", out);
    const answers = `${passphrase}\n`.repeat(4);
    const { status, stdout, stderr } = spawnSync("sh", ["-c", line], {
      input: answers,
      // @ts-expect-error Node takes this option, but its types leave it out. The new session has no terminal.
      detached: true,
      cwd: folder,
      timeout: 60_000,
    });
    if (status !== 0) throw new Error(`\`${command}\` fails: ${stderr}`);
    // This command changes the file itself.
    if (command.startsWith("ssh-keygen -p ")) continue;
    result = isWriting ? out : place("printed");
    if (!isWriting) writeFileSync(result, stdout, { mode: 0o600 });
  }
  return readFileSync(result);
}
