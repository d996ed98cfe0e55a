//! Adds each example of docs/examples.md, which the tests run, to the declaration that it shows, as `@example`. Editors
//! and the reference show it there.

use std::{fmt::Write as _, path::PathBuf};

use anyhow::{Context, Result, ensure};

use crate::project::{read, write};

/// A file of declarations.
struct Declarations {
    path: PathBuf,
    lines: Vec<String>,
}

/// Adds the examples in `markdown` to `files`. A section is named after a function, or after a class and its member.
///
/// # Errors
///
/// If a section has no complete program, if the program contains `*/`, if the section's name is not declared, or if the
/// declaration has no comment; and if a file is not UTF-8, or cannot be read or written.
pub fn add(markdown: &str, files: Vec<PathBuf>) -> Result<()> {
    let mut files = files
        .into_iter()
        .map(|path| {
            let text = String::from_utf8(read(&path)?).with_context(|| format!("{} is not UTF-8", path.display()))?;
            Ok(Declarations { path, lines: text.lines().map(str::to_owned).collect() })
        })
        .collect::<Result<Vec<_>>>()?;
    for section in markdown.split("\n### ").skip(1) {
        let (name, rest) = section.split_once('\n').context("a section has a name")?;
        let (_, code) = rest.split_once("```js\n").with_context(|| format!("no program shows {name}"))?;
        let (code, _) = code.split_once("\n```").with_context(|| format!("the program of {name} does not end"))?;
        ensure!(!code.contains("*/"), "the program of {name} would end the comment");
        let (file, line) = find(&files, name).with_context(|| format!("{name} has an example and no declaration"))?;
        if has_example(&files[file].lines, line) {
            // A member of a base class, for which another class has the example.
            continue;
        }
        insert(&mut files[file].lines, line, code).with_context(|| format!("{name} has no comment"))?;
    }
    for Declarations { path, lines } in files {
        write(&path, (lines.join("\n") + "\n").as_bytes())?;
    }
    Ok(())
}

/// The file and the line in which `name` is declared. A member may be declared in a base class.
fn find(files: &[Declarations], name: &str) -> Option<(usize, usize)> {
    let (owner, member) = name.split_once('.').map_or((name, None), |(owner, member)| (owner, Some(member)));
    let starts = |line: &str| {
        let declared = ["export declare function ", "export default function ", "export declare class "]
            .iter()
            .find_map(|start| line.strip_prefix(start)?.strip_prefix(owner));
        declared.is_some_and(|rest| rest.starts_with(['(', '<', ' ']))
    };
    let (file, start) = files
        .iter()
        .enumerate()
        .find_map(|(file, declarations)| Some((file, declarations.lines.iter().position(|line| starts(line))?)))?;
    let Some(member) = member else { return Some((file, start)) };
    let lines = &files[file].lines;
    let end = start + lines[start..].iter().position(|line| line == "}")?;
    if let Some(line) = (start..end).find(|&line| declares(&lines[line], member)) {
        return Some((file, line));
    }
    let base = lines[start].split_once(" extends ")?.1.split(' ').next()?;
    find(files, &format!("{base}.{member}"))
}

/// Whether a line in the body of a class declares this member.
fn declares(line: &str, member: &str) -> bool {
    let Some(mut rest) = line.strip_prefix("    ") else { return false };
    for modifier in ["static ", "get ", "readonly "] {
        rest = rest.strip_prefix(modifier).unwrap_or(rest);
    }
    rest.strip_prefix(member).is_some_and(|rest| rest.starts_with(['(', '<', ':']))
}

/// Whether the comment above a declaration has an example already. [`insert`] puts the example and the end of the
/// comment into one element of `lines`, with line feeds inside.
fn has_example(lines: &[String], declaration: usize) -> bool {
    declaration > 0 && lines[declaration - 1].contains(" * @example\n")
}

/// Adds a program to the comment above a declaration. `None` if there is no comment.
fn insert(lines: &mut [String], declaration: usize, code: &str) -> Option<()> {
    let last = declaration.checked_sub(1)?;
    let indent = " ".repeat(lines[declaration].len() - lines[declaration].trim_start().len());
    let mut comment = lines[last].strip_suffix("*/")?.trim_end().to_owned();
    if let Some(text) = comment.trim_start().strip_prefix("/** ") {
        comment = format!("{indent}/**\n{indent} * {text}");
    }
    let mut example = format!("{indent} * @example\n{indent} * ```js\n");
    for line in code.lines() {
        let line = format!("{indent} * {line}");
        writeln!(example, "{}", line.trim_end()).ok()?;
    }
    lines[last] = [comment, format!("{example}{indent} * ```\n{indent} */")]
        .into_iter()
        .filter(|part| !part.trim().is_empty())
        .collect::<Vec<_>>()
        .join("\n");
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn examples_are_added_to_members_and_inherited_members_and_an_unknown_name_is_an_error() -> Result<()> {
        let text = "/** Base. */\nexport declare class Base {\n    /** Frees. */\n    free(): void;\n}\n\
            export declare class Key extends Base {\n    /**\n     * Reads.\n     */\n    static parse(text: string): Key;\n}\n";
        let file = std::env::temp_dir().join(format!("sealpost-declarations-{}.d.ts", std::process::id()));
        write(&file, text.as_bytes())?;
        let markdown = "# Examples\n\n### Key.parse\n\n```js\nKey.parse(\"\");\n\nend();\n```\n\n### Key.free\n\n```js\nkey.free();\n```\n\n### Base.free\n\n```js\nbase.free();\n```\n";
        add(markdown, vec![file.clone()])?;
        let expected = "/** Base. */\nexport declare class Base {\n    /**\n     * Frees.\n     * @example\n     * ```js\n     * \
            key.free();\n     * ```\n     */\n    free(): void;\n}\nexport declare class Key extends Base {\n    /**\n     * \
            Reads.\n     * @example\n     * ```js\n     * Key.parse(\"\");\n     *\n     * end();\n     * ```\n     */\n    \
            static parse(text: string): Key;\n}\n";
        assert_eq!(String::from_utf8(read(&file)?)?, expected);
        let unknown = "# Examples\n\n### Key.missing\n\n```js\nx\n```\n";
        assert!(add(unknown, vec![file.clone()]).is_err());
        std::fs::remove_file(file)?;
        Ok(())
    }
}
