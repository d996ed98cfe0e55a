// The matrix of tests/interop/ with the public half of sealpost/encrypt: all peers decrypt what sealpost/encrypt
// encrypts and seals, read the keys that it writes, and write keys that it reads.
process.env.SEALPOST_PUBLIC_HALF = "1";
await import("../interop/matrix.test.js");
