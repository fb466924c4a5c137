import { fork } from "node:child_process"
import { once } from "node:events"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { expect } from "vitest"
import type { AuthConfig } from "../../src/config/auth-config.ts"
import type { Adapter } from "../../src/contracts/adapter.ts"
import { Browser, locationOf } from "../support/browser.ts"
import type { HostileIssuer } from "../support/hostile-issuer.ts"
import { type Death, type Order, type Said, type Settings, siteOf } from "./killed-site.ts"
import { carries, look, type Strategy, whoIs } from "./site.ts"

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

/** Where files are, and who proves who people are. */
export interface Place {
  readonly issuer: HostileIssuer
  readonly folder: string
}

let count = 0

/** One store, and the process that lives on. */
export class Town {
  readonly email = `p${count++}@example.com`
  readonly settings: Settings
  readonly mails: string[] = []
  config!: AuthConfig & { readonly adapter: Adapter }

  constructor({ issuer, folder }: Place, strategy: Strategy, whole: boolean) {
    const file = join(folder, `${count}.db`)
    this.settings = { file, strategy, whole, issuer: issuer.url }
    issuer.reset()
    issuer.over.claims = { sub: `s${count}`, email: this.email, email_verified: true }
  }

  async open(): Promise<this> {
    this.config = await siteOf(this.settings, (url) => void this.mails.push(url))
    // The tables are there before anybody is killed.
    await this.config.adapter.getUserByEmail!("nobody@example.com")
    return this
  }

  /** Leaves for the provider, and answers what it comes back to. */
  async leave(browser: Browser): Promise<string> {
    const start = locationOf(await browser.post("/signin/local"))
    return `/callback/local?code=c&state=${start.searchParams.get("state")}`
  }

  async enterByProvider(browser = new Browser(this.config)): Promise<Browser> {
    await browser.get(await this.leave(browser))
    return browser
  }

  async ask(browser = new Browser(this.config)): Promise<Browser> {
    await browser.post("/signin/email", { email: this.email })
    return browser
  }

  async enterByMail(browser = new Browser(this.config)): Promise<Browser> {
    await this.ask(browser)
    await browser.get(this.mails.at(-1)!)
    return browser
  }

  /** The same as a browser would send it. */
  async order(
    browser: Browser,
    path: string,
    fields?: Record<string, string>,
  ): Promise<Partial<Order>> {
    const csrfToken = fields && (await browser.csrfToken())
    const cookie = [...browser.cookies].map(([name, { value }]) => `${name}=${value}`).join("; ")
    const form = [
      ["content-type", "application/x-www-form-urlencoded"],
      ["origin", browser.origin],
    ] as const
    return {
      url: browser.url(path),
      method: fields ? "POST" : "GET",
      headers: [["cookie", cookie], ...(fields ? form : [])],
      body: fields && new URLSearchParams({ csrfToken: csrfToken!, ...fields }).toString(),
    }
  }
}

/** The request, in a process that dies at it. */
export async function killed(town: Town, death: Death, order: Partial<Order>): Promise<void> {
  const child = fork(here("./killed-instance.ts"), [JSON.stringify(town.settings)], {
    execArgv: ["--import", here("../support/source-hooks.mjs"), "--no-warnings"],
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  })
  const exit = once(child, "exit")
  let answered: number | undefined
  child.on("message", (said: Said) => {
    if ("mailed" in said) town.mails.push(said.mailed)
    if ("done" in said) {
      answered = said.done
      child.kill("SIGKILL")
    }
  })
  await once(child, "message")
  child.send({
    death,
    method: "GET",
    headers: [],
    url: "https://app.example/auth/session",
    ...order,
  })
  const [, signal] = (await exit) as [number, string]
  expect([answered, signal]).toEqual([undefined, "SIGKILL"])
}

/** The person comes in, and is one user with one account. */
export async function recovers(town: Town, by: "provider" | "mail"): Promise<void> {
  const browser = await (by === "mail" ? town.enterByMail() : town.enterByProvider())
  expect(carries(browser)).toBe(true)
  expect(whoIs(await look(browser))).toBe(town.email)
  const user = await town.config.adapter.getUserByEmail!(town.email)
  const accounts = await town.config.adapter.listAccountsByUserId!(user!.id)
  expect(accounts.length).toBeLessThanOrEqual(1)
  const again = await (by === "mail" ? town.enterByMail() : town.enterByProvider())
  expect(whoIs(await look(again))).toBe(town.email)
}
