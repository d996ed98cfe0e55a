// Minifies the scripts given, in place. Comments that begin with `!` stay.
import { readFileSync, writeFileSync } from "node:fs";
import { transform } from "esbuild";

for (const file of process.argv.slice(2)) {
  const { code } = await transform(readFileSync(file, "utf8"), { minify: true, target: "es2022", legalComments: "inline" });
  writeFileSync(file, code);
}
