// The package's keyring worker, with watch.js, which tells the page of the requests that the worker made.
import "./watch.js";
import "../sealpost/keyring-worker.js";
