/** An OpenID provider that lives in a `fetch`: RS256 by WebCrypto, no sockets, so that it runs wherever the suite does. */
import { toBase64url } from "./jwe.mjs"

const RS256 = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" }
const utf8 = (text) => new TextEncoder().encode(text)
const encode = (value) => toBase64url(utf8(JSON.stringify(value)))
const random = () => toBase64url(crypto.getRandomValues(new Uint8Array(16)))
const json = (value, status = 200) =>
  new Response(JSON.stringify(value), { status, headers: { "content-type": "application/json" } })

/** Making an RSA key takes a while, so the issuers share two: the first one, and the one they rotate to. */
const keys = new Map()

async function keyOf(kid) {
  if (keys.has(kid)) return keys.get(kid)
  const shape = { ...RS256, modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]) }
  const pair = await crypto.subtle.generateKey(shape, true, ["sign", "verify"])
  const { kty, n, e } = await crypto.subtle.exportKey("jwk", pair.publicKey)
  const made = { sign: pair.privateKey, jwk: { kty, n, e, kid, alg: "RS256", use: "sig" } }
  keys.set(kid, made)
  return made
}

export class Issuer {
  /** Each its own, for what the library remembers of an issuer must not leak from case to case. */
  url = `https://${random()
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/g, "0")}.id.example`
  client = { id: "app", secret: "app-secret" }
  kid = "first"
  /** How often each path was asked for. */
  requests = new Map()
  /** What is claimed instead of the truth. */
  lies = {}
  #codes = new Map()

  /** What the person's browser brings back from the authorization endpoint. */
  walk(authorizationUrl, account = "ada") {
    const url = new URL(authorizationUrl)
    const asked = Object.fromEntries(url.searchParams)
    if (`${url.origin}${url.pathname}` !== `${this.url}/authorize`) throw new Error(`to ${url}`)
    if (asked.client_id !== this.client.id || asked.response_type !== "code") {
      throw new Error(`asked for ${url.search}`)
    }
    const code = random()
    this.#codes.set(code, { ...asked, account })
    const answer = new URLSearchParams({ code, iss: this.url })
    if (asked.state !== undefined) answer.set("state", asked.state)
    return answer
  }

  fetch = async (input, init = {}) => {
    const url = new URL(typeof input === "string" ? input : (input.url ?? input.href))
    this.requests.set(url.pathname, (this.requests.get(url.pathname) ?? 0) + 1)
    if (url.origin !== this.url) return json({ error: "not here" }, 404)
    switch (url.pathname) {
      case "/.well-known/openid-configuration":
        return json(this.#metadata())
      case "/jwks":
        return json({ keys: [(await keyOf(this.kid)).jwk] })
      case "/token":
        return this.#token(new Headers(init.headers), new URLSearchParams(String(init.body)))
      default:
        return json({ error: "not found" }, 404)
    }
  }

  #metadata() {
    return {
      issuer: this.url,
      authorization_endpoint: `${this.url}/authorize`,
      token_endpoint: `${this.url}/token`,
      jwks_uri: `${this.url}/jwks`,
      response_types_supported: ["code"],
      subject_types_supported: ["public"],
      id_token_signing_alg_values_supported: ["RS256"],
      code_challenge_methods_supported: ["S256"],
      authorization_response_iss_parameter_supported: true,
    }
  }

  async #token(headers, body) {
    const { id, secret } = this.client
    const [scheme, given] = (headers.get("authorization") ?? "").split(" ")
    // RFC 6749 §2.3.1: form-encoded, each, before they are joined.
    if (scheme !== "Basic" || decodeURIComponent(atob(given)) !== `${id}:${secret}`) {
      return json({ error: "invalid_client" }, 401)
    }
    const asked = this.#codes.get(body.get("code"))
    this.#codes.delete(body.get("code"))
    const digest = await crypto.subtle.digest("SHA-256", utf8(body.get("code_verifier") ?? ""))
    const challenge = toBase64url(new Uint8Array(digest))
    // RFC 7636 §4.6, RFC 6749 §4.1.3
    if (asked?.code_challenge !== challenge || asked.redirect_uri !== body.get("redirect_uri")) {
      return json({ error: "invalid_grant" }, 400)
    }
    const id_token = await this.#idToken(asked)
    return json({ access_token: random(), token_type: "Bearer", expires_in: 3600, id_token })
  }

  async #idToken({ account, nonce }) {
    const now = Math.floor(Date.now() / 1000)
    const claims = {
      iss: this.url,
      aud: this.client.id,
      sub: account,
      iat: now,
      exp: now + 300,
      name: `Name of ${account}`,
      email: `${account}@example.com`,
      email_verified: true,
      ...(nonce === undefined ? {} : { nonce }),
      ...this.lies.claims,
    }
    const header = { alg: "RS256", kid: this.kid, ...this.lies.header }
    const text = `${encode(header)}.${encode(claims)}`
    const { sign } = await keyOf(this.lies.signWith ?? this.kid)
    const signature = await crypto.subtle.sign(RS256, sign, utf8(text))
    return `${text}.${toBase64url(new Uint8Array(signature))}`
  }
}
