import type { KeySource } from "../../contracts/keys.ts"
import { readEnv } from "../../web/env.ts"
import { memberOf, namesOf } from "../access/answer.ts"
import { ordinalOf } from "../access/ordinal.ts"
import {
  baseUrl,
  type Credential,
  type HttpSourceOptions,
  reveal,
  sendForJson,
} from "../access/request.ts"

export interface DopplerOptions extends HttpSourceOptions {
  /** A service token implies project and config. @default `DOPPLER_TOKEN` */
  token?: Credential
  project?: string
  config?: string
  /** One name, or several with the newest first. Only the first must exist. @default "AUTH_SECRET" */
  secretName?: string | readonly string[]
  /** @default "https://api.doppler.com" */
  apiHost?: string
}

/**
 * A secret in Doppler.
 *
 * @example
 * ```ts
 * secret: doppler() // DOPPLER_TOKEN is a service token of the config
 * ```
 */
export function doppler(options: DopplerOptions = {}): KeySource {
  const { token = () => readEnv("DOPPLER_TOKEN") ?? "", project, config, ttl } = options
  const names = namesOf(options.secretName ?? "AUTH_SECRET")
  const base = baseUrl(options.apiHost ?? "https://api.doppler.com")
  // Which config a service token is for, only Doppler knows: two tokens are two sources.
  const own = options.token === undefined ? "DOPPLER_TOKEN" : String(ordinalOf(options.token))
  const name = `doppler:${project ?? own}/${config ?? "of-token"}/${names.join(",")}`
  const query = new URLSearchParams({
    format: "json",
    secrets: names.join(","),
    ...(project !== undefined && { project }),
    ...(config !== undefined && { config }),
  })
  return {
    name,
    ...(ttl === undefined ? {} : { ttl }),
    async get({ signal } = {}) {
      const found = await sendForJson(
        { source: name, options, signal },
        {
          url: `${base}/v3/configs/config/secrets/download?${query}`,
          headers: {
            authorization: `Bearer ${await reveal(name, token, "token (DOPPLER_TOKEN)")}`,
          },
          check: "the token is current and of this project and config",
        },
      )
      const others = names.slice(1).filter((one) => found[one])
      const values = [names[0], ...others].map((one) => memberOf(name, { ...found }, one))
      return names.length === 1 ? values[0]! : values
    },
  }
}
