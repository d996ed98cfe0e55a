// The tools that the workbench has code for, in the order of its tabs.
import { java } from "./java.js";
import { node } from "./node.js";
import { openssl } from "./openssl.js";
import { pycryptodome } from "./pycryptodome.js";
import { sealpost } from "./sealpost.js";

/** The tools, by the names on their tabs. @type {Record<string, import("./steps.js").Tool>} */
export const tools = { Python: pycryptodome, "Node.js": node, OpenSSL: openssl, Java: java, sealpost };
