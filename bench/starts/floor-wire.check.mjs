/** The floor in one file, as somebody would write it who needs no more than this. */
import { createDecipheriv, createHash, createHmac, hkdfSync, timingSafeEqual } from "node:crypto"
import { cookie, done, secret } from "./done.mjs"

const NAME = "__Secure-authjs.session-token"

export function claimsOf(request) {
  const info = `Auth.js Generated Encryption Key (${NAME})`
  const key = Buffer.from(hkdfSync("sha256", secret, NAME, info, 64))
  const jwk = `{"k":"${key.toString("base64url")}","kty":"oct"}`
  const kid = createHash("sha512").update(jwk).digest("base64url")
  const header = JSON.stringify({ alg: "dir", enc: "A256CBC-HS512", kid })
  const aad = Buffer.from(Buffer.from(header).toString("base64url"))
  const length = Buffer.alloc(8)
  length.writeUInt32BE(aad.length * 8, 4)
  const token = new RegExp(`(?:^|; )${NAME}=([^;]+)`).exec(request.headers.get("cookie"))[1]
  const [, , iv, ciphertext, tag] = token.split(".").map((part) => Buffer.from(part, "base64url"))
  const mac = createHmac("sha512", key.subarray(0, 32)).update(aad).update(iv).update(ciphertext)
  const wanted = mac.update(length).digest().subarray(0, 32)
  if (!timingSafeEqual(wanted, tag)) return null
  const decipher = createDecipheriv("aes-256-cbc", key.subarray(32), iv)
  return JSON.parse(decipher.update(ciphertext, undefined, "utf8") + decipher.final("utf8"))
}

const request = new Request("https://app.example.com/auth/session", { headers: { cookie } })
const claims = claimsOf(request)
if (process.env.BENCH_ANSWERS) done((await Response.json(claims).json()).email)
done(claims.email)
