using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [(name = "main", worker = .worker)],
  sockets = [(name = "http", address = "localhost:8787", http = (), service = "main")],
);

const worker :Workerd.Worker = (
  modules = [
    (name = "main.js", esModule = embed "dist/main.js"),
    (name = "sealpost_bg.wasm", wasm = embed "dist/sealpost_bg.wasm"),
    (name = "sealpost_age.wasm", wasm = embed "dist/sealpost_age.wasm"),
    (name = "sealpost_kernel.wasm", wasm = embed "dist/sealpost_kernel.wasm"),
  ],
  compatibilityDate = "2026-11-01",
);
