// The suites of the package that concern the public half, run with the public half of sealpost/encrypt: see
// SEALPOST_PUBLIC_HALF in tests/support/installed.js.
process.env.SEALPOST_PUBLIC_HALF = "1";

for (const suite of [
  "oaep/encrypt",
  "oaep/vectors",
  "keys/parse",
  "keys/hostile",
  "keys/jwk",
  "keys/pem",
  "messages/seal",
  "messages/jose",
  "messages/cookbook",
  "arguments/bytes",
  "arguments/options",
]) {
  await import(`../package/${suite}.test.js`);
}
