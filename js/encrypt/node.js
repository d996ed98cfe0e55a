// sealpost/encrypt for Node, with what js/node/starter.cjs needs of the same bundle.
export * from "../encrypt.js";
export { default, default as init } from "../encrypt.js";
export { provideKeyObjects } from "../api/jwk.js";
export { loadFailed, provideModules } from "../module/compile.js";
export { loadAtStart } from "../module/instance.js";
