import type { Contender } from "../../harness/contender.ts"
import { claimsOf, secretsOf } from "../../harness/row.ts"
import { cookieHeader, cookieValue } from "../../floors/cookie.ts"
import { bytesOf } from "../../floors/base64.ts"
import { sealWire, wireKey } from "../../floors/wire.ts"

const NAME = "__Secure-authjs.session-token"
const { subtle } = globalThis.crypto
const decoder = new TextDecoder()

interface WebKey {
  readonly header: string
  readonly aad: Uint8Array
  readonly mac: CryptoKey
  readonly cipher: CryptoKey
}

/** By hand, as `floor: wire`, with WebCrypto alone and its keys imported once: the floor of edge runtimes. */
export const contender: Contender = {
  note: "Auth.js 5's format by hand, WebCrypto only",
  async prepare(row) {
    if (row.kind === "handler") return undefined
    const made = secretsOf(row.secrets).map((secret) => wireKey(secret, NAME))
    const keys: WebKey[] = []
    for (const { header, aad, mac, cipher } of made) {
      const hash = { name: "HMAC", hash: "SHA-512" }
      keys.push({
        header,
        aad,
        mac: await subtle.importKey("raw", mac.export(), hash, false, ["sign"]),
        cipher: await subtle.importKey("raw", cipher.export(), "AES-CBC", false, ["decrypt"]),
      })
    }
    const token = sealWire(made.at(-1)!, claimsOf(row.size), Date.now())
    const request = new Request("https://app.example.com/auth/session", {
      headers: { cookie: cookieHeader(NAME, token) },
    })
    if (row.kind === "decode") return () => open(keys, token)
    return () => open(keys, cookieValue(request.headers.get("cookie")!, NAME)!)
  },
  read: (answer) => (answer as { email?: string } | null)?.email,
}

async function open(keys: WebKey[], token: string): Promise<Record<string, unknown> | null> {
  const [header, , iv64, ciphertext64, tag64] = token.split(".")
  const key = keys.find((one) => one.header === header)
  if (!key) return null
  const [iv, ciphertext, tag] = [iv64!, ciphertext64!, tag64!].map(
    bytesOf,
  ) as Uint8Array<ArrayBuffer>[]
  const { aad } = key
  const data = new Uint8Array(aad.length + iv!.length + ciphertext!.length + 8)
  data.set(aad)
  data.set(iv!, aad.length)
  data.set(ciphertext!, aad.length + iv!.length)
  new DataView(data.buffer).setUint32(data.length - 4, aad.length * 8)
  const mac = new Uint8Array(await subtle.sign("HMAC", key.mac, data))
  let differs = tag!.length ^ 32
  for (let n = 0; n < 32; n++) differs |= mac[n]! ^ tag![n]!
  if (differs !== 0) return null
  const plain = await subtle.decrypt({ name: "AES-CBC", iv: iv! }, key.cipher, ciphertext!)
  const claims = JSON.parse(decoder.decode(plain)) as Record<string, unknown>
  return (claims["exp"] as number) > Date.now() / 1000 - 15 ? claims : null
}
