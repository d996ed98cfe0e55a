// The package's generator worker, watched: it tells the page which requests the browser says it made.
import "./watch.js";
import "../sealpost/generator-worker.js";
