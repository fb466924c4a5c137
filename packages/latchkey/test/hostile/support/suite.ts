/** Plays plans of the OpenID Foundation's conformance suite: see docs/security/openid-suite.md. */
import { setTimeout as wait } from "node:timers/promises"
import { customFetch } from "../../../src/contracts/symbols.ts"
import OIDC from "../../../src/providers/oidc.ts"
import { Browser, locationOf } from "../../support/browser.ts"

export interface Plan {
  readonly plan: string
  readonly mode?: "form_post"
  readonly variant: Readonly<Record<string, string>>
  readonly modules: Readonly<Record<string, "in" | "refused" | "either">>
}
export interface SuiteFile {
  readonly client: Readonly<Record<"client_id" | "client_secret" | "redirect_uri", string>>
  readonly plans: readonly Plan[]
}
export interface Played {
  readonly module: string
  readonly came: "in" | "refused"
  readonly said: string
  readonly fine: boolean
}
/** Asks the suite's API; answers its JSON. */
export type Api = (path: string, init?: RequestInit) => Promise<Record<string, unknown>>

export function apiOf(suite: string, token: string | undefined): Api {
  return async (path, init = {}) => {
    const headers = {
      "content-type": "application/json",
      ...(token && { authorization: `Bearer ${token}` }),
    }
    const response = await fetch(`${suite}/api/${path}`, { ...init, headers })
    if (!response.ok) throw new Error(`the suite answered ${response.status} to ${path}`)
    return (await response.json()) as Record<string, unknown>
  }
}

/** One plan, module by module. */
export async function playPlan(
  suite: string,
  api: Api,
  { client }: SuiteFile,
  plan: Plan,
): Promise<Played[]> {
  const alias = "latchkey"
  const query = new URLSearchParams({ planName: plan.plan, variant: JSON.stringify(plan.variant) })
  const body = JSON.stringify({ alias, description: "Latchkey", client })
  const { id } = await api(`plan?${query}`, { method: "POST", body })
  const played: Played[] = []
  for (const [module, expected] of Object.entries(plan.modules)) {
    const run = new URLSearchParams({ test: module, plan: String(id) })
    const { id: runner } = await api(`runner?${run}`, { method: "POST" })
    await reached(api, String(runner), ["WAITING", "FINISHED", "INTERRUPTED"])
    const came = await visit(`${suite}/test/a/${alias}/`, client, plan.mode, twice.has(module))
    const info = await reached(api, String(runner), ["FINISHED", "INTERRUPTED"])
    const said = `${String(info["status"])} ${String(info["result"])}`
    const good = /^FINISHED (?:PASSED|SKIPPED|REVIEW|WARNING)$/.test(said)
    played.push({ module, came, said, fine: good && (expected === "either" || came === expected) })
  }
  return played
}

/** Modules that want two sign-ins, between which something changes. */
const twice: ReadonlySet<string> = new Set(["oidcc-client-test-signing-key-rotation"])

async function reached(
  api: Api,
  runner: string,
  ends: readonly string[],
): Promise<Record<string, unknown>> {
  for (let left = 60; left > 0; left--) {
    const info = await api(`info/${runner}`)
    if (ends.includes(String(info["status"]))) return info
    await wait(500)
  }
  return { status: "STUCK", result: "UNKNOWN" }
}

async function visit(
  issuer: string,
  client: SuiteFile["client"],
  mode: Plan["mode"],
  again: boolean,
): Promise<"in" | "refused"> {
  const params = {
    scope: "openid profile email address phone",
    ...(mode && { response_mode: mode }),
  }
  const given = {
    id: "acme",
    name: "Acme",
    issuer,
    clientId: client.client_id,
    clientSecret: client.client_secret,
    authorization: { params },
    // The suite waits for the userinfo request.
    idToken: false,
    // A `fetch` of its own, so that no module knows the metadata of another.
    [customFetch]: (input: string, init: RequestInit) => fetch(input, init),
  }
  const quiet = { error() {}, warn() {} }
  const browser = new Browser({ providers: [OIDC(given as never)], logger: quiet })
  await signIn(browser, issuer, mode)
  if (again) {
    browser.cookies.clear()
    await signIn(browser, issuer, mode)
  }
  return (await browser.session()) === null ? "refused" : "in"
}

/** The suite's provider asks nobody: it answers at once with a redirect, or with a page that posts itself. */
async function signIn(browser: Browser, issuer: string, mode: Plan["mode"]): Promise<void> {
  const there = locationOf(await browser.post("/signin/acme"))
  if (!there.href.startsWith(issuer)) return
  const answer = await fetch(there, { redirect: "manual" })
  if (mode === undefined) {
    const { search } = new URL(answer.headers.get("location")!)
    await browser.get(`/callback/acme${search}`)
    return
  }
  const page = await answer.text()
  const tags = [...page.matchAll(/<input[^>]*>/g)].map(([tag]) => tag)
  const read = (tag: string, name: string): string =>
    new RegExp(`${name}="([^"]*)"`).exec(tag)?.[1]?.replaceAll("&amp;", "&") ?? ""
  const fields = tags.map((tag) => [read(tag, "name"), read(tag, "value")])
  await browser.send("/callback/acme", {
    method: "POST",
    headers: {
      "content-type": "application/x-www-form-urlencoded",
      "sec-fetch-site": "cross-site",
      origin: new URL(issuer).origin,
    },
    body: new URLSearchParams(fields.filter(([name]) => name !== "")),
  })
}
