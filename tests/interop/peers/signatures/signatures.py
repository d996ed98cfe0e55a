"""Signatures and signed messages in Python: `python signatures.py LIBRARY` reads a list of requests in JSON from standard
input and writes the list of replies. Bytes are in base64. A reply is a result, or the name of the exception.
"""
import json
import sys
from base64 import b64decode, b64encode


class Pycryptodome:
    def __init__(self):
        from Crypto.Hash import SHA1, SHA224, SHA256, SHA384, SHA512
        from Crypto.PublicKey import RSA
        from Crypto.Signature import pss

        new = {"SHA-1": SHA1.new, "SHA-224": SHA224.new, "SHA-256": SHA256.new, "SHA-384": SHA384.new}
        new["SHA-512"] = SHA512.new
        new["SHA-512/224"] = lambda data: SHA512.new(data, truncate="224")
        new["SHA-512/256"] = lambda data: SHA512.new(data, truncate="256")
        self.new, self.key, self.pss = new, RSA.import_key, pss

    def sign(self, key, hash, salt, message):
        return self.pss.new(self.key(key), salt_bytes=salt).sign(self.new[hash](b64decode(message)))

    def verify(self, key, hash, salt, message, signature):
        self.pss.new(self.key(key), salt_bytes=salt).verify(self.new[hash](b64decode(message)), b64decode(signature))
        return True


class Cryptography:
    def __init__(self):
        from cryptography.hazmat.primitives import hashes, serialization
        from cryptography.hazmat.primitives.asymmetric import padding

        self.hashes, self.padding, self.s = hashes, padding, serialization

    def parameters(self, hash, salt):
        algorithm = getattr(self.hashes, hash.replace("-", "").replace("/", "_"))()
        return self.padding.PSS(self.padding.MGF1(algorithm), salt), algorithm

    def sign(self, key, hash, salt, message):
        return self.s.load_pem_private_key(key.encode(), None).sign(b64decode(message), *self.parameters(hash, salt))

    def verify(self, key, hash, salt, message, signature):
        key = self.s.load_pem_public_key(key.encode())
        key.verify(b64decode(signature), b64decode(message), *self.parameters(hash, salt))
        return True


def outer(sealed, key):
    """The token in a message. jwcrypto decrypts the message also for PyJWT, which has no JWE."""
    from jwcrypto import jwe, jwk

    message = jwe.JWE()
    message.deserialize(sealed, jwk.JWK.from_pem(key.encode()))
    assert json.loads(message.objects["protected"])["cty"] == "JWT"
    return message.payload.decode()


def wrapped(token, key):
    """A message that contains the token. jwcrypto encrypts the message also for PyJWT, which has no JWE."""
    from jwcrypto import jwe, jwk

    message = jwe.JWE(token.encode(), json.dumps({"alg": "RSA-OAEP-256", "enc": "A256GCM", "cty": "JWT"}))
    message.add_recipient(jwk.JWK.from_pem(key.encode()))
    return message.serialize(compact=True)


class Jwcrypto:
    def open(self, sealed, key, sender, audience):
        from jwcrypto import jwk, jwt

        check = {"aud": audience} if audience else None
        token = outer(sealed, key)
        token = jwt.JWT(jwt=token, key=jwk.JWK.from_pem(sender.encode()), algs=["PS256"], check_claims=check)
        return json.loads(token.claims)

    def seal(self, claims, header, key, signer):
        from jwcrypto import jwk, jwt

        token = jwt.JWT(header=json.dumps(header), claims=json.dumps(claims))
        token.make_signed_token(jwk.JWK.from_pem(signer.encode()))
        return wrapped(token.serialize(), key)


class Pyjwt:
    def open(self, sealed, key, sender, audience):
        import jwt

        return jwt.decode(outer(sealed, key), sender, algorithms=["PS256"], audience=audience)

    def seal(self, claims, header, key, signer):
        import jwt

        return wrapped(jwt.encode(claims, signer, algorithm="PS256", headers=header), key)


class Joserfc:
    jwe = ["RSA-OAEP-256", "A256GCM"]

    def __init__(self):
        from joserfc.jws import JWSRegistry

        self.registry = JWSRegistry(algorithms=["PS256"])
        # The default limit of 512 bytes is too low for a header with an RSA key.
        self.registry.max_header_length = 4096

    def open(self, sealed, key, sender, audience):
        from joserfc import jwe, jwt
        from joserfc.jwk import RSAKey

        message = jwe.decrypt_compact(sealed, RSAKey.import_key(key), algorithms=self.jwe)
        token = jwt.decode(message.plaintext.decode(), RSAKey.import_key(sender), registry=self.registry)
        checks = {"aud": {"essential": True, "value": audience}} if audience else {}
        jwt.JWTClaimsRegistry(**checks).validate(token.claims)
        return token.claims

    def seal(self, claims, header, key, signer):
        from joserfc import jwe, jwt
        from joserfc.jwk import RSAKey

        token = jwt.encode(header, claims, RSAKey.import_key(signer), registry=self.registry)
        protected = {"alg": "RSA-OAEP-256", "enc": "A256GCM", "cty": "JWT"}
        return jwe.encrypt_compact(protected, token, RSAKey.import_key(key), algorithms=self.jwe)


def answer(peer, action, **parameters):
    try:
        result = getattr(peer, action)(**parameters)
    except Exception as error:  # The test compares the error.
        return {"error": type(error).__name__}
    return {"result": b64encode(result).decode() if isinstance(result, bytes) else result}


libraries = {"pycryptodome": Pycryptodome, "cryptography": Cryptography, "jwcrypto": Jwcrypto, "pyjwt": Pyjwt}
peer = {**libraries, "joserfc": Joserfc}[sys.argv[1]]()
print(json.dumps([answer(peer, **request) for request in json.load(sys.stdin)]))
