// The package's worker for files, with watch.js, which tells the page of the requests that the worker made.
import "./watch.js";
import "../sealpost/files-worker.js";
