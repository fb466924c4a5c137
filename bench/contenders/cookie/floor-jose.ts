import { hkdfSync } from "node:crypto"
import { calculateJwkThumbprint, base64url, EncryptJWT, jwtDecrypt } from "jose"
import type { Contender } from "../../harness/contender.ts"
import { claimsOf, secretsOf } from "../../harness/row.ts"
import { cookieHeader, cookieValue } from "../../floors/cookie.ts"

const NAME = "__Secure-authjs.session-token"

/** The wire format by `jose`, with keys derived once: what the library alone costs. */
export const contender: Contender = {
  note: "Auth.js 5's format by jose, keys derived once",
  async prepare(row) {
    if (row.kind === "handler") return undefined
    const info = `Auth.js Generated Encryption Key (${NAME})`
    const keys = new Map<string, Uint8Array>()
    let oldest = ""
    for (const secret of secretsOf(row.secrets)) {
      const key = new Uint8Array(hkdfSync("sha256", secret, NAME, info, 64))
      oldest = await calculateJwkThumbprint({ kty: "oct", k: base64url.encode(key) }, "sha512")
      keys.set(oldest, key)
    }
    const token = await new EncryptJWT(claimsOf(row.size))
      .setProtectedHeader({ alg: "dir", enc: "A256CBC-HS512", kid: oldest })
      .setExpirationTime("30d")
      .encrypt(keys.get(oldest)!)
    const open = async (value: string): Promise<unknown> => {
      const { payload } = await jwtDecrypt(value, ({ kid }) => keys.get(kid!)!, {
        clockTolerance: 15,
        keyManagementAlgorithms: ["dir"],
        contentEncryptionAlgorithms: ["A256CBC-HS512"],
      })
      return payload
    }
    const request = new Request("https://app.example.com/auth/session", {
      headers: { cookie: cookieHeader(NAME, token) },
    })
    if (row.kind === "decode") return () => open(token)
    return () => open(cookieValue(request.headers.get("cookie")!, NAME)!)
  },
  read: (answer) => (answer as { email?: string } | null)?.email,
}
