// Keys whose numbers are weak or contradict each other, made from chosen primes.
import assert from "node:assert/strict";
import { test } from "node:test";
import { fails } from "../../support/assertions.js";
import { sealpost } from "../../support/installed.js";
import { pkcs1, spki } from "../../support/keys/der.js";
import { gcd, inverse, isPrime, jwk, numbers, power, prime, random } from "../../support/keys/numbers.js";

const { PrivateKey, PublicKey, inspect, seal, unseal } = sealpost;

const p = prime(1024);
const q = prime(1024);
const good = numbers(p, q);

test("a key is read with d modulo φ(n) or λ(n), with its primes in either order, and with a small e", () => {
  const thumbprint = PublicKey.parse(jwk({ n: good.n, e: good.e })).thumbprint();
  for (const key of [good, numbers(q, p), numbers(p, q, { carmichael: true })]) {
    for (const input of [jwk(key), pkcs1(key), jwk({ n: key.n, e: key.e, d: key.d })]) {
      const parsed = PrivateKey.parse(input);
      assert.equal(parsed.publicKey().thumbprint(), thumbprint);
      assert.equal(unseal(seal("x", parsed.publicKey()), parsed).text(), "x");
    }
  }
  for (const e of [3n, 17n, 257n, 2n ** 33n - 9n]) {
    let primes = [prime(1024), prime(1024)];
    while (gcd(e, (primes[0] ?? 0n) - 1n) !== 1n || gcd(e, (primes[1] ?? 0n) - 1n) !== 1n)
      primes = [prime(1024), prime(1024)];
    const key = numbers(primes[0] ?? 0n, primes[1] ?? 0n, { e });
    for (const input of [pkcs1(key), jwk({ n: key.n, e, d: key.d })]) {
      assert.deepEqual(PrivateKey.parse(input).publicKey().toJwk(), jwk({ n: key.n, e }), String(e));
    }
  }
});

test("a key whose numbers contradict each other is malformed-key", async () => {
  const other = prime(1024);
  for (const change of [
    { n: good.n + 2n },
    { d: good.d + 2n },
    { p: other },
    { q: other },
    { dp: good.dp + 1n },
    { dq: good.dq + 1n },
    { qi: good.qi + 1n },
    { qi: inverse(p, q) },
    { e: 3n },
  ]) {
    await fails("malformed-key", () => PrivateKey.parse(pkcs1({ ...good, ...change })));
    await fails("malformed-key", () => PrivateKey.parse(jwk({ ...good, ...change })));
  }
  for (const d of [0n, 1n, good.d + 2n, good.n - 1n]) {
    await fails("malformed-key", () => PrivateKey.parse(jwk({ n: good.n, e: good.e, d })));
  }
  // One prime without the other numbers.
  await fails("malformed-key", () => PrivateKey.parse(jwk({ n: good.n, e: good.e, d: good.d, p })));
});

test("a key with a composite p or q is malformed-key", async () => {
  // e·d ≡ 1 modulo p - 1 and q - 1, and p·q = n: only a primality test finds that p is composite.
  // A modulus of 2047 bits would be weak-key.
  const isFit = (/** @type {bigint} */ p) => (p * q).toString(2).length === 2048 && gcd(65537n, p - 1n) === 1n;
  let composite = prime(512) * prime(512);
  while (!isFit(composite)) composite = prime(512) * prime(512);
  const bad = numbers(composite, q);
  assert.ok(!isPrime(composite));
  assert.equal((bad.d * bad.e) % (composite - 1n), 1n);
  await fails("malformed-key", () => PrivateKey.parse(pkcs1(bad)));
  await fails("malformed-key", () => PrivateKey.parse(jwk(numbers(q, composite))));
});

test("a composite with as many strong liars as possible is refused as not prime", async () => {
  // r·(2r - 1) with both factors prime: nearly a quarter of the bases of Miller-Rabin are strong liars, the most
  // possible.
  const r = BigInt(
    "0xad9bf1de7d348d54ea1b62e15772a77d0bc729a4b7a2df4fe666dec8d899a76f" +
      "493b9a6a6897e520a41156bfcc84a48ca72bc5020bff308dd2a6e48ae5f4eb83",
  );
  assert.ok(isPrime(r) && isPrime(2n * r - 1n), "control: both factors are prime");
  const chosen = r * (2n * r - 1n);
  const { message } = await fails("malformed-key", () => PrivateKey.parse(pkcs1(numbers(chosen, q))));
  assert.match(message, /not prime/);
});

test("e = 1, close primes, a short d and 1024 bits are refused", async () => {
  await fails("weak-key", () => PublicKey.parse(spki({ n: good.n, e: 1n })));
  // With e = 1 the smallest d is 1, which would be refused as a short d.
  await fails("weak-key", () => PrivateKey.parse(pkcs1(numbers(p, q, { e: 1n, d: 1n + (p - 1n) * (q - 1n) }))));

  let near = p + 2n ** 900n;
  while (!isPrime(near) || gcd(65537n, near - 1n) !== 1n) near += 2n;
  await fails("weak-key", () => PrivateKey.parse(pkcs1(numbers(p, near))));
  let apart = p + 2n ** 930n;
  while (!isPrime(apart) || gcd(65537n, apart - 1n) !== 1n) apart += 2n;
  const accepted = PrivateKey.parse(pkcs1(numbers(p, apart)));
  assert.equal(
    accepted.bits,
    (p * apart).toString(2).length,
    "control: primes that differ by more than 2^924 are accepted",
  );

  // With φ(n) a short d makes e long, and a long e is refused first.
  const totient = (p - 1n) * (q - 1n);
  let d = random(256) | 1n;
  while (gcd(d, totient) !== 1n) d += 2n;
  await fails("unsupported-key", () => PrivateKey.parse(pkcs1(numbers(p, q, { e: inverse(d, totient), d }))));

  const small = numbers(prime(512), prime(512));
  await fails("weak-key", () => PrivateKey.parse(pkcs1(small)));
  await fails("weak-key", () => PublicKey.parse(spki(small)));
  assert.equal(PrivateKey.parse(pkcs1(small), { allowWeak: true }).bits, 1024);
  assert.equal(/** @type {any} */ (inspect(pkcs1(small))).refused?.code, "weak-key");
  const less = numbers(prime(504), prime(504));
  await fails("weak-key", () => PrivateKey.parse(pkcs1(less), { allowWeak: true }));
});

test("two equal primes, primes of different lengths, and composites with a common factor have different reasons", async () => {
  const reason = async (/** @type {import("../../../js/base/errors.js").ErrorCode} */ code, /** @type {any} */ key) =>
    (await fails(code, () => PrivateKey.parse(pkcs1(key)))).reason;
  // q has no inverse modulo p, so qi is arbitrary.
  const d = inverse(65537n, p - 1n);
  assert.equal(await reason("weak-key", { ...good, n: p * p, d, p, q: p, dp: d, dq: d, qi: 1n }), "primes-close");
  assert.equal(await reason("unsupported-key", numbers(prime(1056), prime(992))), "primes-unequal");
  const [shared, one, other] = [prime(512), prime(512), prime(512)];
  const composites = numbers(shared * one, q);
  const second = shared * other;
  const common = (composites.p - 1n) * (second - 1n);
  const key = { ...composites, n: composites.p * second, q: second, d: inverse(65537n, common), qi: 1n };
  assert.equal(
    await reason("malformed-key", { ...key, dp: key.d % (key.p - 1n), dq: key.d % (key.q - 1n) }),
    "not-prime",
  );
});

test("a short d with a short e, which needs special primes, is weak-key", async () => {
  // d is below λ(n), and λ(n) is short if p - 1 and q - 1 have a long common factor. About one e in 2^9 then has a d
  // that is short enough.
  /** @type {bigint[]} */
  let primes = [];
  while (primes.length < 2) {
    const common = random(1015) | 1n;
    primes = [...Array(256).keys()]
      .map((number) => common * BigInt(2 * number + 512) + 1n)
      // With the two highest bits set in both primes the product has 2048 bits.
      .filter((candidate) => candidate >> 1022n === 3n && isPrime(candidate));
  }
  const [a = 0n, b = 0n] = primes;
  const lambda = ((a - 1n) * (b - 1n)) / gcd(a - 1n, b - 1n);
  const isShort = (/** @type {bigint} */ e) => gcd(e, lambda) === 1n && inverse(e, lambda).toString(2).length <= 1022;
  let e = 65537n;
  while (!isShort(e)) e += 2n;
  const key = numbers(a, b, { e, d: inverse(e, lambda) });
  const error = await fails("weak-key", () => PrivateKey.parse(pkcs1(key)));
  assert.match(error.message, /private exponent/);
  assert.ok(
    PrivateKey.parse(pkcs1(numbers(a, b, { e }))).bits > 2040,
    "control: with d modulo φ(n) the key is accepted",
  );
});

test("a key with primes of the ROCA form is weak-key", async () => {
  // RSALib's primes are k·M + (65537^a mod M), where M is the product of the first 126 primes for keys of 2048 bits
  // (Nemec et al., The Return of Coppersmith's Attack, 2017).
  const firstPrimes = [...Array(702).keys()].filter((number) => number > 1 && isPrime(BigInt(number)));
  assert.equal(firstPrimes.length, 126);
  const product = firstPrimes.reduce((product, prime) => product * BigInt(prime), 1n);
  const roca = () => {
    for (;;) {
      const candidate = random(1024 - product.toString(2).length + 1) * product + power(65537n, random(60), product);
      const isRight = candidate.toString(2).length === 1024 && candidate >> 1022n === 3n;
      if (isRight && isPrime(candidate) && gcd(65537n, candidate - 1n) === 1n) return candidate;
    }
  };
  const key = numbers(roca(), roca());
  const error = await fails("weak-key", () => PublicKey.parse(spki(key)));
  assert.match(error.message, /ROCA/);
  await fails("weak-key", () => PrivateKey.parse(pkcs1(key)));
  await fails("weak-key", () => PrivateKey.parse(pkcs1(key), { allowWeak: true }));
  assert.equal(/** @type {any} */ (inspect(spki(key))).refused?.code, "weak-key");
});
