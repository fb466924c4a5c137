import { expect } from "vitest"
import type { Stage } from "./stage.ts"
import { target, type Visitor } from "./visitor.ts"

/**
 * Asks for what must be refused, and checks that nobody got in.
 *
 * @returns the answers, by what was asked: a status, and where to
 */
export async function askForTooMuch(stage: Stage): Promise<Record<string, string>> {
  const answers: Record<string, string> = {}
  const { origin } = stage
  const ask = async (
    what: string,
    question: (visitor: Visitor) => Promise<Response>,
  ): Promise<Visitor> => {
    const visitor = stage.visitor()
    const answer = await question(visitor)
    // What is told as Configuration has a reference to our log besides.
    const to = target(answer, origin).replace(/(error=Configuration)&ref=[\w-]{8}$/, "$1")
    answers[what] = `${answer.status} ${to}`.trim()
    expect(visitor.sessionCookies(), what).toEqual([])
    expect(await stage.session(visitor), what).toBe(null)
    return visitor
  }
  const login = { username: "Grace", password: "right" }

  await ask("a wrong password", (visitor) => stage.logIn(visitor, "Grace", "wrong"))
  await ask("a callback that nobody began", (visitor) =>
    visitor.send(stage.route("/callback/local?code=made-up&state=made-up")),
  )
  await ask("a provider that is not there", (visitor) => stage.submit(visitor, "/signin/nobody"))
  if (stage.framework.csrf) {
    await ask("no token", (visitor) => visitor.post(stage.route("/callback/credentials"), login))
    await ask("another's token", async (visitor) => {
      const other = (await stage.visitor().json(stage.route("/csrf"))) as { csrfToken: string }
      await visitor.json(stage.route("/csrf"))
      return visitor.post(stage.route("/callback/credentials"), { ...login, ...other })
    })
  }
  return answers
}

/** Posts what a browser would post from a page of another site. */
export class OtherSite {
  readonly #stage: Stage

  constructor(stage: Stage) {
    this.#stage = stage
  }

  /** Whether its form signs people in, as whom it likes. */
  async signsIn(): Promise<boolean> {
    const visitor = this.#stage.visitor()
    const fields = { username: "Mallory", password: "right" }
    await this.#post(visitor, "/callback/credentials", fields)
    return (await this.#stage.session(visitor)) !== null
  }

  /** Whether its form signs that person out. */
  async signsOut(visitor: Visitor): Promise<boolean> {
    const victim = visitor.copy()
    await this.#post(victim, "/signout", {})
    return (await this.#stage.session(victim)) === null
  }

  /** It may begin whatever it likes, but has no token. */
  #post(visitor: Visitor, path: string, fields: Record<string, string>): Promise<Response> {
    const headers = { origin: "https://evil.example", "sec-fetch-site": "cross-site" }
    return visitor.post(this.#stage.route(path), fields, headers)
  }
}

/** An address elsewhere is never where a sign-in ends. */
export async function staysHome(stage: Stage): Promise<void> {
  const visitor = stage.visitor()
  const fields = { username: "Grace", password: "right", callbackUrl: "https://evil.example/" }
  const answer = await stage.submit(visitor, "/callback/credentials", fields)
  expect(target(answer, stage.origin)).toBe("/")
  expect(visitor.sessionCookies()).not.toEqual([])
}
