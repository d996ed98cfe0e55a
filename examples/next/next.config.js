// `.next/standalone` is a server with only the files that it needs.
module.exports = { output: "standalone", outputFileTracingRoot: __dirname };
