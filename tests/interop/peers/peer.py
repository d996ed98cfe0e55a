"""A peer in Python: `python peer.py pycryptodome|cryptography|jwcrypto`.

It reads requests and writes replies as lines.js describes them: one JSON object a line. Bytes that an action returns are
encoded in base64.
"""
import json
import sys
from base64 import b64decode, b64encode, urlsafe_b64encode
from functools import lru_cache


def base64url(number):
    """A number in base64url, as in a JWK."""
    number = int(number)
    data = number.to_bytes((number.bit_length() + 7) // 8, "big")
    return urlsafe_b64encode(data).rstrip(b"=").decode()


class Pycryptodome:
    def __init__(self):
        import Crypto
        from Crypto.Cipher import PKCS1_OAEP
        from Crypto.Hash import SHA1, SHA224, SHA256, SHA384, SHA512
        from Crypto.PublicKey import RSA
        from Crypto.Signature.pss import MGF1

        self.version = Crypto.__version__
        self.rsa, self.oaep, self.mgf1 = RSA, PKCS1_OAEP, MGF1
        self.hashes = {"SHA-1": SHA1, "SHA-224": SHA224, "SHA-256": SHA256, "SHA-384": SHA384, "SHA-512": SHA512}
        self.hashes["SHA-512/224"] = SHA512.new(truncate="224")
        self.hashes["SHA-512/256"] = SHA512.new(truncate="256")
        self.key = lru_cache(RSA.import_key)

    def generate(self, bits):
        return self.rsa.generate(bits).export_key(pkcs=8).decode()

    def write(self, key, container, encoding, passphrase=None, kdf=None, prf=None, cipher=None, iterations=None, **_):
        key = self.key(key)
        if container == "OpenSSH public":
            return key.public_key().export_key("OpenSSH")
        if container == "SPKI":
            return key.public_key().export_key(encoding)
        options = {"passphrase": passphrase and passphrase.encode(), "pkcs": {"PKCS#1": 1, "PKCS#8": 8}[container]}
        if kdf in ("PBKDF2", "scrypt"):
            method = f"PBKDF2WithHMAC-{prf.replace('-', '')}" if kdf == "PBKDF2" else "scrypt"
            options["protection"] = f"{method}And{cipher.replace('AES-', 'AES')}"
            options["prot_params"] = {"iteration_count": iterations}
        return key.export_key(encoding, **options)

    def read(self, data, passphrase=None, **_):
        key = self.rsa.import_key(data, passphrase and passphrase.encode())
        return {name: base64url(getattr(key, name)) for name in ("ned" if key.has_private() else "ne")}

    def cipher(self, key, hash, mgfHash, label):
        mask = self.hashes[mgfHash]
        return self.oaep.new(self.key(key), self.hashes[hash], lambda seed, size: self.mgf1(seed, size, mask), label)

    def encrypt(self, data, **parameters):
        return self.cipher(**parameters).encrypt(data)

    def decrypt(self, data, **parameters):
        return self.cipher(**parameters).decrypt(data)


class Cryptography:
    def __init__(self):
        import cryptography
        from cryptography.hazmat.primitives import hashes, serialization
        from cryptography.hazmat.primitives.asymmetric import padding, rsa

        self.version = cryptography.__version__
        self.hash, self.serialization, self.padding, self.rsa = hashes, serialization, padding, rsa
        self.private = lru_cache(lambda pem: serialization.load_pem_private_key(pem.encode(), None))
        self.public = lru_cache(lambda pem: serialization.load_pem_public_key(pem.encode()))
        self.hashes = {
            name: getattr(hashes, name.replace("-", "").replace("/", "_"))()
            for name in ("SHA-1", "SHA-224", "SHA-256", "SHA-384", "SHA-512", "SHA-512/224", "SHA-512/256")
        }

    def generate(self, bits):
        s = self.serialization
        key = self.rsa.generate_private_key(65537, bits)
        return key.private_bytes(s.Encoding.PEM, s.PrivateFormat.PKCS8, s.NoEncryption()).decode()

    def write(self, key, container, encoding="PEM", passphrase=None, **_):
        s = self.serialization
        key = self.private(key)
        if container == "X.509":
            return self.certificate(key).public_bytes(getattr(s.Encoding, encoding))
        if container == "OpenSSH public":
            return key.public_key().public_bytes(s.Encoding.OpenSSH, s.PublicFormat.OpenSSH)
        if container in ("SPKI", "PKCS#1 public"):
            form = s.PublicFormat.SubjectPublicKeyInfo if container == "SPKI" else s.PublicFormat.PKCS1
            return key.public_key().public_bytes(getattr(s.Encoding, encoding), form)
        forms = {"PKCS#1": "TraditionalOpenSSL", "PKCS#8": "PKCS8", "OpenSSH private": "OpenSSH"}
        protection = s.BestAvailableEncryption(passphrase.encode()) if passphrase else s.NoEncryption()
        return key.private_bytes(getattr(s.Encoding, encoding), getattr(s.PrivateFormat, forms[container]), protection)

    def certificate(self, key):
        from datetime import datetime, timedelta, timezone

        from cryptography import x509

        name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "a test")])
        now = datetime.now(timezone.utc)
        builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        builder = builder.not_valid_before(now).not_valid_after(now + timedelta(days=1))
        return builder.sign(key, self.hash.SHA256())

    def read(self, data, container, encoding="PEM", passphrase=None, **_):
        s = self.serialization
        if container in ("SPKI", "PKCS#1 public"):
            key = s.load_pem_public_key(data) if encoding == "PEM" else s.load_der_public_key(data)
        elif container == "OpenSSH public":
            key = s.load_ssh_public_key(data)
        else:
            load = s.load_pem_private_key if encoding == "PEM" else s.load_der_private_key
            key = load(data, passphrase.encode() if passphrase else None)
        if isinstance(key, self.rsa.RSAPublicKey):
            numbers = key.public_numbers()
            return {"n": base64url(numbers.n), "e": base64url(numbers.e)}
        numbers, public = key.private_numbers(), key.public_key().public_numbers()
        return {"n": base64url(public.n), "e": base64url(public.e), "d": base64url(numbers.d)}

    def oaep(self, hash, mgfHash, label):
        return self.padding.OAEP(self.padding.MGF1(self.hashes[mgfHash]), self.hashes[hash], label or None)

    def encrypt(self, key, data, **parameters):
        return self.public(key).encrypt(data, self.oaep(**parameters))

    def decrypt(self, key, data, **parameters):
        return self.private(key).decrypt(data, self.oaep(**parameters))


class Jwcrypto:
    def __init__(self):
        from importlib.metadata import version

        from jwcrypto import jwe, jwk

        self.version = version("jwcrypto")
        self.jwe, self.jwk = jwe, jwk

    def generate(self, bits):
        return self.jwk.JWK.generate(kty="RSA", size=bits).export_to_pem(private_key=True, password=None).decode()

    def write(self, key, container, passphrase=None, **_):
        key = self.load(key.encode())
        if container == "JWK private":
            return key.export_private().encode()
        if container == "JWK public":
            return key.export_public().encode()
        if container == "SPKI":
            return key.export_to_pem()
        return key.export_to_pem(private_key=True, password=passphrase.encode() if passphrase else None)

    def load(self, data, passphrase=None):
        if data.startswith(b"{"):
            return self.jwk.JWK.from_json(data)
        return self.jwk.JWK.from_pem(data, passphrase.encode() if passphrase else None)

    def read(self, data, passphrase=None, **_):
        key = self.load(data, passphrase)
        members = key.export(private_key=key.has_private, as_dict=True)
        return {name: members[name] for name in ("ned" if key.has_private else "ne")}

    def thumbprint(self, key):
        return self.load(key.encode()).thumbprint()

    def seal(self, keys, data, form, alg, enc, apart, aad=None):
        message = self.jwe.JWE(data, json.dumps({"enc": enc} if apart else {"alg": alg, "enc": enc}), aad=aad)
        for key in keys:
            message.add_recipient(self.load(key.encode()), json.dumps({"alg": alg}) if apart else None)
        return message.serialize(compact=form == "compact")

    def open(self, key, sealed, **_):
        message = self.jwe.JWE()
        message.deserialize(sealed, self.load(key.encode()))
        return message.payload


def decoded(name, value):
    """The value of a request's parameter. `data` and `label` are bytes in base64, the others are taken as they are."""
    return b64decode(value) if name in ("data", "label") else value


def answer(peer, action, **parameters):
    if action == "version":
        return peer.version
    result = getattr(peer, action)(**{name: decoded(name, value) for name, value in parameters.items()})
    return b64encode(result).decode() if isinstance(result, bytes) else result


def main():
    peer = {"pycryptodome": Pycryptodome, "cryptography": Cryptography, "jwcrypto": Jwcrypto}[sys.argv[1]]()
    for line in sys.stdin:
        try:
            reply = {"result": answer(peer, **json.loads(line))}
        except Exception as error:  # The error fails the cell that sent the request.
            reply = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(reply), flush=True)


main()
