// The package's keyring worker, watched: it tells the page which requests the browser says it made.
import "./watch.js";
import "../sealpost/keyring-worker.js";
