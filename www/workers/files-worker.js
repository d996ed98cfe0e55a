// The package's worker for files, watched: it tells the page which requests the browser says it made.
import "./watch.js";
import "../sealpost/files-worker.js";
