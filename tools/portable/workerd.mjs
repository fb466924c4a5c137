/**
 * workerd, through Miniflare.
 *
 * @module
 */
import { createRequire } from "node:module"
import { join } from "node:path"
import { bundle } from "./bundles.mjs"
import { install } from "./install.mjs"

const versions = { miniflare: "4.20260730.0", workerd: "1.20261023.1" }

const options = { modules: true, compatibilityDate: "2026-07-30" }

async function scriptOf(entry) {
  return (await bundle({ entry, conditions: ["workerd", "worker"], format: "esm" })).text
}

/** @param {{ flags: string[] }} options compatibility flags */
export async function workerd({ flags }) {
  const { Miniflare } = await miniflare()
  const script = await scriptOf("suite/worker.mjs")
  const worker = new Miniflare({ ...options, script, compatibilityFlags: flags })
  try {
    return await eachCase(worker)
  } finally {
    await worker.dispose()
  }
}

async function miniflare() {
  const { workerd: pinned } = versions
  const folder = await install("workerd", versions, {
    overrides: { workerd: pinned },
    allowScripts: { workerd: true },
  })
  return createRequire(join(folder, "package.json"))("miniflare")
}

async function eachCase(worker) {
  const ask = async (path) => (await worker.dispatchFetch(`http://worker.test/${path}`)).json()
  const cases = await ask("count")
  const lines = []
  let passed = 0
  for (let number = 1; number <= cases; number++) {
    const result = await ask(number).catch((error) => ({
      passed: false,
      line: `not ok ${number} - the worker gave no answer: ${error}`,
    }))
    if (result.passed) passed++
    lines.push(result.line)
  }
  return { passed, failed: cases - passed, output: lines.join("\n") }
}

/** Many requests at once on a worker that has just started, and requests that end before what they asked for comes. */
export async function workerdLoad() {
  const script = await scriptOf("suite/worker-app.mjs")
  const lines = []
  const count = { passed: 0, failed: 0 }
  const judge = (passed, line) => {
    count[passed ? "passed" : "failed"]++
    lines.push(`${passed ? "ok" : "not ok"} - ${line}`)
  }
  await withApp(script, {}, async ({ signIn, asked }) => {
    const answers = await Promise.all(Array.from({ length: 30 }, () => signIn()))
    judge(answers.every(isAway), `thirty sign-ins at once: ${[...new Set(answers)].join(", ")}`)
    judge(
      asked.secret === 1 && asked.discovery === 1,
      `one question each: ${JSON.stringify(asked)}`,
    )
  })
  for (const slow of ["secret", "discovery"]) {
    await withApp(script, { slow }, async ({ signIn }) => {
      const hurried = await signIn({ "x-hurry": "1" })
      judge(hurried.startsWith("504"), `a request ends before its ${slow} has come: ${hurried}`)
      const began = Date.now()
      const answer = await signIn()
      judge(isAway(answer), `the next one is answered, ${slow}: ${answer}`)
      judge(Date.now() - began < 5_000, `and soon, ${slow}: after ${Date.now() - began} ms`)
    })
  }
  return { ...count, output: lines.join("\n") }
}

const isAway = (answer) => answer.startsWith("303 https://id.example/authorize")

/** Starts the application, with a secret store and a provider outside of it; the first answer of `slow` never comes. */
async function withApp(script, { slow }, use) {
  const { Miniflare, Response } = await miniflare()
  const asked = { secret: 0, discovery: 0 }
  const outboundService = async ({ url }) => {
    const which = new URL(url).host === "id.example" ? "discovery" : "secret"
    const first = ++asked[which] === 1
    await new Promise((resolve) =>
      setTimeout(resolve, slow === which && first ? 30_000 : 50).unref(),
    )
    const secret = "Kx2hJ0S8m1Yw4uWqv7ZrT5aLd9eFgHbC3nPoQiR6sUk"
    return which === "secret" ? new Response(secret) : Response.json(metadata)
  }
  const app = new Miniflare({ ...options, script, outboundService })
  try {
    await use({ asked, signIn: (headers) => signIn(app, headers) })
  } finally {
    await app.dispose()
  }
}

const metadata = {
  issuer: "https://id.example",
  authorization_endpoint: "https://id.example/authorize",
  token_endpoint: "https://id.example/token",
  jwks_uri: "https://id.example/jwks",
  code_challenge_methods_supported: ["S256"],
}

/** The status and place of the redirect to the provider, or what went wrong, within eight seconds. */
async function signIn(app, headers = {}) {
  const signal = AbortSignal.timeout(8_000)
  const base = "https://app.example/auth"
  try {
    const first = await app.dispatchFetch(`${base}/csrf`, { headers, signal })
    if (first.status !== 200) return `${first.status} for the form token`
    const { csrfToken } = await first.json()
    const cookie = first.headers.getSetCookie().map((line) => line.split(";")[0])
    const answer = await app.dispatchFetch(`${base}/signin/local`, {
      method: "POST",
      redirect: "manual",
      signal,
      headers: {
        ...headers,
        cookie: cookie.join("; "),
        origin: "https://app.example",
        "content-type": "application/x-www-form-urlencoded",
      },
      body: `csrfToken=${csrfToken}`,
    })
    const to = answer.headers.get("location") ?? (await answer.text())
    return `${answer.status} ${to.slice(0, 31)}`
  } catch (error) {
    return `nothing: ${error.message}`
  }
}
