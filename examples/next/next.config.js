// `.next/standalone` is a server with only the files that it needs. Next.js does not copy the files for browsers there:
// the script `build` does.
module.exports = { output: "standalone", outputFileTracingRoot: __dirname };
