// The package's cipher worker, with watch.js, which tells the page of the requests that the worker made.
import "./watch.js";
import "../sealpost/cipher-worker.js";
