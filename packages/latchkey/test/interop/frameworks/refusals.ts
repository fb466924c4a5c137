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
    answers[what] = `${answer.status} ${target(answer, origin)}`.trim()
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
  } else {
    await ask("a form of another site", (visitor) =>
      stage.submit(visitor, "/callback/credentials", login, { origin: "https://evil.example" }),
    )
  }
  return answers
}

/** A sign-out that another site asked for changes nothing. */
export async function leavesNobodyOut(stage: Stage, visitor: Visitor): Promise<void> {
  const victim = visitor.copy()
  const headers = stage.framework.csrf ? {} : { origin: "https://evil.example" }
  await victim.post(stage.route("/signout"), { callbackUrl: stage.origin }, headers)
  expect(victim.sessionCookies()).toEqual(visitor.sessionCookies())
  expect(await stage.session(victim)).not.toBe(null)
}

/** An address elsewhere is never where a sign-in ends. */
export async function staysHome(stage: Stage): Promise<void> {
  const visitor = stage.visitor()
  const fields = { username: "Grace", password: "right", callbackUrl: "https://evil.example/" }
  const answer = await stage.submit(visitor, "/callback/credentials", fields)
  expect(target(answer, stage.origin)).toBe("/")
  expect(visitor.sessionCookies()).not.toEqual([])
}
