import type { KeySource } from "../../contracts/keys.ts"
import { readEnv } from "../../web/env.ts"
import { readSecretFile } from "../access/read-secret-file.ts"
import { SourceError } from "../source-error.ts"

/**
 * A credential that systemd passes to the service (`LoadCredential=`, `LoadCredentialEncrypted=`). systemd doesn't
 * change it while the service runs.
 *
 * @param credential The name before the colon in the unit, e.g. `auth` of `LoadCredential=auth:/etc/auth.key`.
 * @example
 * ```ts
 * secret: systemdCredential("auth")
 * ```
 */
export function systemdCredential(credential: string): KeySource {
  // systemd.exec(5): the name is a file name.
  if (!/^[^/\0]{1,255}$/.test(credential) || /^\.\.?$/.test(credential)) {
    throw new TypeError("systemdCredential() needs the name of a credential")
  }
  const name = `systemd:${credential}`
  return {
    name,
    ttl: 3600,
    async get() {
      const folder = readEnv("CREDENTIALS_DIRECTORY")
      if (!folder) {
        throw new SourceError(
          name,
          `CREDENTIALS_DIRECTORY is not set: the unit needs LoadCredential=${credential}:…`,
          { transient: false },
        )
      }
      const value = await readSecretFile(name, `${folder}/${credential}`)
      if (value !== null) return value
      throw new SourceError(name, `the unit has no LoadCredential=${credential}:…`, {
        transient: false,
      })
    },
  }
}
