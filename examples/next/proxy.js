import { NextResponse } from "next/server";

// Next.js calls this for each request (up to version 15 the file was middleware.js). It sets a policy that allows only
// the app's own files. The nonce allows the inline scripts that Next.js writes into the page, and 'wasm-unsafe-eval'
// allows WebAssembly to be compiled.
export function proxy(request) {
  const nonce = btoa(crypto.randomUUID());
  const policy = [
    "default-src 'none'",
    `script-src 'self' 'nonce-${nonce}' 'wasm-unsafe-eval'`,
    "worker-src 'self'",
    "connect-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
  ].join("; ");
  // Next.js takes the nonce from the policy in the request.
  const requestHeaders = new Headers(request.headers);
  requestHeaders.set("Content-Security-Policy", policy);
  const response = NextResponse.next({ request: { headers: requestHeaders } });
  response.headers.set("Content-Security-Policy", policy);
  return response;
}
