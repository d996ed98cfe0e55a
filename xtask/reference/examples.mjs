// A plugin of TypeDoc: adds each example of docs/examples.md, which the tests run, to the function that it shows.
import { readFileSync } from "node:fs";
import { CommentTag, Converter } from "typedoc";

const file = new URL("../../docs/examples.md", import.meta.url);

/** @param {import("typedoc").Application} app */
export function load(app) {
  app.converter.on(Converter.EVENT_RESOLVE_END, ({ project }) => {
    for (const section of readFileSync(file, "utf8").split(/^### /m).slice(1)) {
      const name = section.slice(0, section.indexOf("\n"));
      const [code] = /^```js\n.*?^```/ms.exec(section) ?? [];
      const shown = project.children?.map((module) => module.getChildByName(name)).find((found) => found);
      const documented = shown?.signatures?.[0] ?? shown?.getSignature ?? shown;
      if (!code || !documented?.comment) throw new Error(`docs/examples.md shows ${name}, which is not in the reference`);
      documented.comment.blockTags.push(new CommentTag("@example", [{ kind: "code", text: code }]));
    }
  });
}
