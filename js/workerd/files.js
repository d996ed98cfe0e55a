// The entry sealpost/files for Cloudflare's runtime, workerd, which compiles wasm modules only at deployment.
import age from "../wasm/sealpost_age.wasm";
import { provideAgeModule } from "../files/module.js";
import "./index.js";

provideAgeModule(() => age);

export * from "../files.js";
