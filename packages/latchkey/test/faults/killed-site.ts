import type { AuthConfig } from "../../src/config/auth-config.ts"
import { openSqlite } from "../../src/adapters/sqlite-file.ts"
import { SqlAdapter } from "../../src/adapters/sql.ts"
import type { Adapter } from "../../src/contracts/adapter.ts"
import { customFetch } from "../../src/contracts/symbols.ts"
import OIDC from "../../src/providers/oidc.ts"
import Passkey from "../../src/providers/passkey.ts"
import { SECRET } from "../support/browser.ts"
import type { Strategy } from "./site.ts"

/** What an instance is started with. */
export interface Settings {
  readonly file: string
  readonly strategy: Strategy
  /** Whether the store has transactions; without them a flow orders its writes. */
  readonly whole: boolean
  readonly issuer: string
}

/** Where a process dies: at a call of the store, of the provider or of the mail server; before it, or after. */
export interface Death {
  readonly at: string
  readonly when: "before" | "after"
}

/** Called around each step. */
export type Hook = (at: string, when: Death["when"]) => Promise<void>

/** An application on a file that processes share. `mailed` is told each link. */
export async function siteOf(
  { file, strategy, whole, issuer }: Settings,
  mailed: (url: string) => void,
  hook: Hook = async () => {},
): Promise<AuthConfig & { readonly adapter: Adapter }> {
  const around =
    (at: string, work: (...given: never[]) => unknown) =>
    async (...given: unknown[]): Promise<unknown> => {
      await hook(at, "before")
      const result = await work(...(given as never[]))
      await hook(at, "after")
      return result
    }
  const wrap = <T extends object>(inner: T, prefix = ""): T => {
    const wrapped = { ...inner } as Record<string, unknown>
    for (const [name, method] of Object.entries(inner))
      if (typeof method === "function" && name !== "transaction")
        wrapped[name] = around(prefix + name, method as never)
    return wrapped as T
  }
  const plain = SqlAdapter(await openSqlite(file))
  const { transaction, ...rest } = plain
  const adapter: Adapter = {
    ...wrap(rest),
    records: wrap(plain.records!, "records."),
    revocations: wrap(plain.revocations, "revocations."),
    ...(whole && {
      transaction: (work) =>
        around("transaction", () => transaction((one) => work(wrap(one))))() as never,
    }),
  }
  const asked: typeof fetch = async (input, init) => {
    const { pathname } = new URL(input instanceof Request ? input.url : input)
    await hook(pathname, "before")
    const answer = await fetch(input, init)
    await hook(pathname, "after")
    return answer
  }
  return {
    adapter,
    providers: [
      {
        id: "email",
        name: "E-mail",
        type: "email",
        sendVerificationRequest: async ({ url }) => {
          await hook("send", "before")
          mailed(url)
          await hook("send", "after")
        },
      },
      OIDC({
        id: "local",
        name: "Local",
        issuer,
        clientId: "app",
        clientSecret: "app-secret",
        checks: ["pkce", "state"],
        [customFetch]: asked,
      } as never),
      Passkey({}),
    ],
    experimental: { enableWebAuthn: true },
    secret: SECRET,
    trustHost: true,
    logger: { error: () => {}, warn: () => {} },
    session:
      strategy === "database"
        ? { strategy: "database", records: true }
        : {
            strategy: "jwt",
            records: true,
            revocable: { store: adapter.revocations!, refresh: 0.1 },
          },
  }
}

/** A request, for another process. */
export interface Order {
  readonly death: Death
  readonly url: string
  readonly method: string
  readonly headers: readonly (readonly [string, string])[]
  readonly body: string | undefined
  /** In place of a request: deletes this user. */
  readonly user?: string
}

/** What a process says. */
export type Said =
  | { readonly ready: true }
  | { readonly mailed: string }
  | { readonly done: number }
