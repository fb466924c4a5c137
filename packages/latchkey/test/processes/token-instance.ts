/** One of several processes that need a provider's access token. */
import { accessToken } from "../../src/index.ts"
import { configOf, openAdapter, type TokenSettings } from "./token-site.ts"

export interface Ask {
  readonly id: number
  readonly user: string
  /** How many ask at once. */
  readonly callers: number
}

/** For each caller a token, or the name of the error. */
export interface Told {
  readonly id: number
  readonly tokens?: readonly string[]
  readonly errors?: readonly string[]
}

const settings = JSON.parse(process.argv[2]!) as TokenSettings
const config = configOf(settings, openAdapter(settings).adapter)
process.on("message", ({ id, user, callers }: Ask) => {
  const all = Array.from({ length: callers }, () =>
    accessToken(config, { user }, "local").then(
      (found) => ({ token: found.accessToken, error: undefined }),
      (error: Error) => ({ token: undefined, error: error.name }),
    ),
  )
  void Promise.all(all).then((results) => {
    const tokens = results.flatMap(({ token }) => token ?? [])
    const errors = results.flatMap(({ error }) => error ?? [])
    process.send!({ id, tokens, errors } satisfies Told)
  })
})
process.send!({ id: 0 } satisfies Told)
