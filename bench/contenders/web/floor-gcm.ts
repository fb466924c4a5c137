import type { Contender } from "../../harness/contender.ts"
import { claimsOf, secretsOf } from "../../harness/row.ts"
import { bytesOf } from "../../floors/base64.ts"
import { cookieHeader, cookieValue } from "../../floors/cookie.ts"

const NAME = "__Host-session"
const { subtle } = globalThis.crypto
const decoder = new TextDecoder()

/** By hand: AES-256-GCM with WebCrypto alone, its key imported once. Compatible with nothing. */
export const contender: Contender = {
  note: "AES-256-GCM by hand, WebCrypto only",
  async prepare(row) {
    const raw = new TextEncoder().encode(secretsOf(1)[0]!).subarray(0, 32)
    const key = await subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"])
    const exp = Math.floor(Date.now() / 1000) + 2_592_000
    const text = new TextEncoder().encode(JSON.stringify({ ...claimsOf(row.size), exp }))
    const iv = crypto.getRandomValues(new Uint8Array(12))
    const sealed = await subtle.encrypt({ name: "AES-GCM", iv }, key, text)
    const encode = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64url")
    const token = `${encode(iv)}.${encode(new Uint8Array(sealed))}`
    const open = async (value: string): Promise<Record<string, unknown> | null> => {
      const [iv64, sealed64] = value.split(".")
      const algorithm = { name: "AES-GCM", iv: bytesOf(iv64!) }
      const plain = await subtle.decrypt(algorithm, key, bytesOf(sealed64!))
      const claims = JSON.parse(decoder.decode(plain)) as Record<string, unknown>
      return (claims["exp"] as number) > Date.now() / 1000 ? claims : null
    }
    if (row.kind === "decode") return () => open(token)
    const headers = { cookie: cookieHeader(NAME, token) }
    const request = new Request("https://app.example.com/auth/session", { headers })
    return () => open(cookieValue(request.headers.get("cookie")!, NAME)!)
  },
  read: (answer) => (answer as { email?: string } | null)?.email,
}
