// The package's cipher worker, watched: it tells the page which requests the browser says it made.
import "./watch.js";
import "../sealpost/cipher-worker.js";
