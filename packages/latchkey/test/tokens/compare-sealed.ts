import { hkdfSync } from "node:crypto"
import { compactDecrypt, EncryptJWT, jwtDecrypt } from "jose"
import type { Format } from "../../src/keys/model.ts"
import { open } from "../../src/keys/open.ts"
import type { Family, Taken } from "./family.ts"
import { SECRET } from "./door.ts"
import { COOKIE, headerOf, ringOf, specOf } from "./forge.ts"
import type { Random } from "./random.ts"

const recipes: Readonly<Record<Format, { salt: string; info: string; length: number }>> = {
  own: { salt: "latchkey/v1", info: "latchkey/v1/session/A256GCM", length: 32 },
  v5: { salt: COOKIE, info: `Auth.js Generated Encryption Key (${COOKIE})`, length: 64 },
  "v5-gcm": { salt: COOKIE, info: `Auth.js Generated Encryption Key (${COOKIE})`, length: 32 },
  v4: { salt: "", info: "NextAuth.js Generated Encryption Key", length: 32 },
}

async function family(format: Format): Promise<Family> {
  const { salt, info, length } = recipes[format]
  const key = new Uint8Array(hkdfSync("sha256", SECRET, salt, info, length))
  const header = (await headerOf(format)) as { alg: string; enc: string }
  const ring = await ringOf()
  const specs = [specOf(format)]
  return {
    name: `sealed, ${format}`,
    make: (random: Random) =>
      new EncryptJWT({ sub: `user ${random.below(1e9)}`, data: "x".repeat(random.below(200)) })
        .setProtectedHeader(header)
        .setIssuedAt()
        .setExpirationTime("1h")
        .encrypt(key),
    ours: async (token) => {
      const opened = await open(ring, specs, token)
      return opened.status === "ok" ? opened.claims : null
    },
    jose: async (token): Promise<Taken> => {
      const options = {
        keyManagementAlgorithms: ["dir"],
        contentEncryptionAlgorithms: [header.enc],
      }
      try {
        await compactDecrypt(token, key, options)
        return (await jwtDecrypt(token, key, { ...options, clockTolerance: 15 })).payload
      } catch {
        return null
      }
    },
  }
}

export function sealedFamilies(): Promise<Family[]> {
  return Promise.all((["own", "v5", "v5-gcm", "v4"] as const).map(family))
}
