/**
 * What the local services need to know from one start to the next. Made once per checkout, kept beside the demo's
 * database, ignored by git.
 *
 * @module
 */
import { generateKeyPairSync, randomBytes } from "node:crypto"
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"

const file = fileURLToPath(new URL("../.latchkey/local.json", import.meta.url))

/**
 * @typedef {object} Settings
 * @property {string} clientId
 * @property {string} clientSecret
 * @property {string} cookieKey
 * @property {import("node:crypto").JsonWebKey} signingKey private
 * @property {string} authSecret for `npm start -- --production`
 * @returns {Settings}
 */
export function readSettings() {
  if (!existsSync(file)) write(fresh())
  return JSON.parse(readFileSync(file, "utf8"))
}

function fresh() {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 })
  return {
    clientId: "latchkey-demo",
    clientSecret: randomBytes(32).toString("base64url"),
    cookieKey: randomBytes(32).toString("base64url"),
    signingKey: { ...privateKey.export({ format: "jwk" }), use: "sig", alg: "RS256" },
    authSecret: randomBytes(32).toString("base64"),
  }
}

function write(settings) {
  mkdirSync(dirname(file), { recursive: true })
  const draft = join(dirname(file), `local-${randomBytes(6).toString("hex")}.json`)
  writeFileSync(draft, `${JSON.stringify(settings, null, 2)}\n`, { mode: 0o600 })
  renameSync(draft, file)
}
