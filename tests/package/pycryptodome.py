"""Answers a list of requests (JSON, bytes in base64) with pycryptodome: what a back end in Python would do."""
import json
import sys
from base64 import b64decode, b64encode

import Crypto
from Crypto.Cipher import PKCS1_OAEP
from Crypto.Hash import SHA1, SHA256
from Crypto.PublicKey import RSA

HASHES = {"SHA-1": SHA1, "SHA-256": SHA256}


def encode(data):
    return b64encode(data if isinstance(data, bytes) else data.encode()).decode()


def cipher(request):
    key = RSA.import_key(b64decode(request["key"]))
    options = {}
    if "hash" in request:
        options["hashAlgo"] = HASHES[request["hash"]]
    if "label" in request:
        options["label"] = b64decode(request["label"])
    return PKCS1_OAEP.new(key, **options)


def generate(request):
    key = RSA.generate(request["bits"])
    public = key.publickey()
    return {
        "private": [
            encode(key.export_key()),
            encode(key.export_key(pkcs=8)),
            encode(key.export_key("DER")),
            encode(key.export_key("DER", pkcs=8)),
        ],
        "public": [encode(public.export_key()), encode(public.export_key("DER"))],
    }


def numbers(request):
    key = RSA.import_key(b64decode(request["key"]))
    return {name: format(getattr(key, name), "x") for name in (["n", "e", "d"] if key.has_private() else ["n", "e"])}


ACTIONS = {
    "version": lambda request: Crypto.__version__,
    "generate": generate,
    "numbers": numbers,
    "encrypt": lambda request: encode(cipher(request).encrypt(b64decode(request["data"]))),
    "decrypt": lambda request: encode(cipher(request).decrypt(b64decode(request["data"]))),
}

json.dump([ACTIONS[request["action"]](request) for request in json.load(sys.stdin)], sys.stdout)
