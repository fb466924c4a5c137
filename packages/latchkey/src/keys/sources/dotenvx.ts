import type { KeySource } from "../../contracts/keys.ts"
import { readEnv } from "../../web/env.ts"
import { textOf } from "../access/answer.ts"
import { builtin } from "../access/builtin.ts"
import { openEcies } from "../access/ecies.ts"
import { readSecretFile } from "../access/read-secret-file.ts"
import { type Credential, reveal } from "../access/request.ts"
import { SourceError } from "../source-error.ts"

export interface DotenvxOptions {
  /** @default "AUTH_SECRET" */
  name?: string
  /** The env file with the encrypted value. @default the environment holds it, as `encrypted:…` */
  path?: string
  /** In hex; several are separated by commas. @default `DOTENV_PRIVATE_KEY`, with the file's ending: `_PRODUCTION` */
  privateKey?: Credential
  /** Seconds that an answer is fresh. @default 60 */
  ttl?: number
}

/**
 * A value that dotenvx encrypted. Needs a runtime with `node:crypto`, since WebCrypto lacks the curve (secp256k1).
 *
 * @example
 * ```ts
 * secret: dotenvx({ path: ".env.production" }) // with DOTENV_PRIVATE_KEY_PRODUCTION
 * ```
 */
export function dotenvx(options: DotenvxOptions = {}): KeySource {
  const { name: variable = "AUTH_SECRET", path, ttl } = options
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(variable)) {
    throw new TypeError("dotenvx() needs the name of a variable")
  }
  const name = `dotenvx:${path === undefined ? "env" : path}/${variable}`
  const keyName = privateKeyName(path)
  return {
    name,
    ...(ttl === undefined ? {} : { ttl }),
    async get() {
      const sealed = path === undefined ? readEnv(variable) : await fromFile(name, path, variable)
      const match = /^encrypted:([A-Za-z0-9+/]+={0,2})$/.exec(sealed ?? "")
      if (!match) {
        const state = sealed === undefined ? "not there" : "not encrypted"
        throw new SourceError(name, `${variable} is ${state}: check that dotenvx has set it`, {
          transient: false,
        })
      }
      const privateKey = options.privateKey ?? (() => readEnv(keyName) ?? "")
      const keys = (await reveal(name, privateKey, `private key (${keyName})`)).split(",")
      const { createECDH, ECDH, createDecipheriv, hkdfSync } = builtin(name, "node:crypto")
      for (const key of keys) {
        const opened = openEcies({ createECDH, ECDH, createDecipheriv, hkdfSync }, key, match[1]!)
        if (opened !== null) return textOf(name, opened)
      }
      throw new SourceError(name, `${keyName} does not open it: check that it is of this file`, {
        transient: false,
      })
    },
  }
}

/** `.env.production` → `DOTENV_PRIVATE_KEY_PRODUCTION`. */
function privateKeyName(path: string | undefined): string {
  const ending = /(?:^|[/\\])\.env\.([^/\\]+)$/.exec(path ?? "")?.[1]
  if (ending === undefined) return "DOTENV_PRIVATE_KEY"
  return `DOTENV_PRIVATE_KEY_${ending.replaceAll(/[^A-Za-z0-9]+/g, "_").toUpperCase()}`
}

async function fromFile(
  source: string,
  path: string,
  variable: string,
): Promise<string | undefined> {
  const text = await readSecretFile(source, path)
  if (text === null) throw new SourceError(source, `${path} does not exist`, { transient: false })
  const line = new RegExp(`^\\s*(?:export\\s+)?${variable}\\s*=\\s*(["'\`]?)(\\S*?)\\1\\s*$`, "m")
  return line.exec(text)?.[2]
}
