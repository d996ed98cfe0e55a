// sealpost/keyring for Node and what runs its packages: the same, with the module loaded from its file.
import "./node.js";

export * from "./cjs/keyring.js";
