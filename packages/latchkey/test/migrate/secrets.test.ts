/**
 * What the command says of secrets and of what behaves differently, and that it prints none.
 */
import { spawnSync } from "node:child_process"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { encode as encode4 } from "../../src/doors/v4/jwt.ts"
import { encode as encode5 } from "../../src/doors/v5/jwt.ts"
import { type Cli, installCli } from "../cli/sandbox.ts"

let cli: Cli
beforeAll(async () => {
  cli = await installCli()
})
afterAll(() => cli.remove())

const GOOD = "Kx2hJ0S8m1Yw4uWqv7ZrT5aLd9eFgHbC3nPoQiR6sUk"
const OTHER = "q9Lw2Zt7Vb4Xc6Nm8Pk1Hj3Gf5Ds0AaYyUuIiOoEeRr"
const PUBLIC = "my-super-secret-app-key"

interface Answer {
  readonly ok: boolean
  readonly notes: readonly { kind: string; code: string; text: string }[]
}

function plan(version: string, env: string, more: Record<string, string> = {}): Answer {
  const folder = cli.project({ ...appOf(version), ".env.local": env, ...more })
  const { stdout, stderr } = cli.run(folder, ["migrate", "--json"])
  for (const secret of [GOOD, OTHER, PUBLIC]) expect(stdout + stderr).not.toContain(secret)
  return JSON.parse(stdout) as Answer
}

function appOf(version: string): Record<string, string> {
  const dependencies = { next: "16.0.0", "next-auth": version }
  return { "package.json": JSON.stringify({ dependencies }) }
}

const codes = ({ notes }: Answer): string[] => notes.map(({ code }) => code)

describe("the secret", () => {
  test("a good one: sessions open, nothing else is said", () => {
    const answer = plan("4.24.15", `NEXTAUTH_SECRET=${GOOD}\nNEXTAUTH_URL=https://app.example\n`)
    expect(codes(answer)).toEqual(["SessionsOpen"])
    expect(answer.ok).toBe(true)
  })

  test("none here", () => {
    expect(codes(plan("5.0.0-beta.32", ""))).toContain("NoSecretHere")
  })

  test("public and weak ones, by the same judgement as doctor's", () => {
    expect(codes(plan("5.0.0-beta.32", `AUTH_SECRET=${PUBLIC}\n`))).toContain("PublicSecret")
    expect(codes(plan("5.0.0-beta.32", "AUTH_SECRET=correct-horse\n"))).toContain("WeakSecret")
  })

  test("numbered ones, which the package before did not read", () => {
    const env = `AUTH_SECRET=${GOOD}\nAUTH_SECRET_1=${OTHER}\n`
    const { notes } = plan("5.0.0-beta.32", env)
    const note = notes.find(({ code }) => code === "NumberedSecrets")
    expect(note?.text).toMatch(/AUTH_SECRET_1 was ignored by next-auth 5.*Before going back/)
    expect(codes(plan("5.0.0-beta.32", `AUTH_SECRET=${GOOD}\n`))).not.toContain("NumberedSecrets")
  })

  test("two that differ: next-auth 4 sealed with the other one", () => {
    const env = `AUTH_SECRET=${GOOD}\nNEXTAUTH_SECRET=${OTHER}\n`
    expect(codes(plan("4.24.15", env))).toContain("SecretsDiffer")
    // It opens all the same: both are in the ring.
    expect(codes(plan("4.24.15", env))).toContain("SessionsOpen")
    expect(codes(plan("4.24.15", `AUTH_SECRET=${GOOD}\nNEXTAUTH_SECRET=${GOOD}\n`))).not.toContain(
      "SecretsDiffer",
    )
  })
})

describe("--cookie", () => {
  const token = { sub: "ada" }
  const salt = "__Secure-authjs.session-token"

  function give(
    version: string,
    cookie: string,
    env: string,
  ): { code: number | null; out: string; package: string } {
    const folder = cli.project({ ...appOf(version), ".env": env })
    const call = `printf %s "$COOKIE" | '${process.execPath}' '${cli.bin}' migrate --yes --no-install --cookie`
    const { status, stdout, stderr } = spawnSync("sh", ["-c", call], {
      cwd: folder,
      env: { NODE_ENV: "test", PATH: process.env["PATH"] ?? "", COOKIE: cookie },
      encoding: "utf8",
    })
    const out = stdout + stderr
    expect(out).not.toContain(GOOD)
    if (cookie.length > 60) expect(out).not.toContain(cookie.slice(-40))
    return { code: status, out, package: readFileSync(join(folder, "package.json"), "utf8") }
  }

  test("opens: of each major, bare, as a header, in pieces, expired", async () => {
    const five = await encode5({ token, secret: GOOD, salt })
    const four = await encode4({ token, secret: GOOD })
    const old = await encode5({ token, secret: GOOD, salt, maxAge: -3600 })
    const large = await encode4({ token: { ...token, x: "y".repeat(5000) }, secret: GOOD })
    const half = large.length / 2
    const given: [string, string][] = [
      ["5.0.0-beta.32", five],
      ["5.0.0-beta.32", `${salt}=${five}`],
      ["5.0.0-beta.32", `Cookie: a=b; ${salt}=${five}; c=d\n`],
      ["5.0.0-beta.32", `${salt}=${old}`],
      ["4.24.15", four],
      ["4.24.15", `my-own.session=${four}`],
      [
        "4.24.15",
        `next-auth.session-token.0=${large.slice(0, half)}; next-auth.session-token.1=${large.slice(half)}`,
      ],
    ]
    for (const [version, cookie] of given) {
      const { code, out, package: manifest } = give(version, cookie, `AUTH_SECRET=${GOOD}\n`)
      expect(code, out).toBe(0)
      expect(out).toContain("The cookie that was given opens")
      expect(manifest).toContain("@latchkey/")
    }
  })

  test("of another secret, under another name, or none at all: nothing is done", async () => {
    const five = await encode5({ token, secret: GOOD, salt })
    const given: [string, string, RegExp][] = [
      [`${salt}=${five}`, `AUTH_SECRET=${OTHER}\n`, /does not open with the secret/],
      [`authjs.session-token=${five}`, `AUTH_SECRET=${GOOD}\n`, /does not open/],
      [`${salt}=${five.slice(0, -6)}AAAAAA`, `AUTH_SECRET=${GOOD}\n`, /does not open/],
      [`${salt}=${five}`, "", /There is no secret here/],
      ["", `AUTH_SECRET=${GOOD}\n`, /holds no session cookie/],
      ["a=b; c", `AUTH_SECRET=${GOOD}\n`, /holds no session cookie/],
    ]
    for (const [cookie, env, message] of given) {
      const { code, out, package: manifest } = give("5.0.0-beta.32", cookie, env)
      expect(code).toBe(1)
      expect(out).toMatch(message)
      expect(manifest).not.toContain("@latchkey/")
    }
  })
})

describe("what behaves differently, where the project will notice", () => {
  const base = `AUTH_SECRET=${GOOD}\n`
  test.each([
    ["TrustHostFalse", "5.0.0-beta.32", `${base}AUTH_TRUST_HOST=false\n`, {}],
    ["HostUnknown", "4.24.15", base, {}],
    ["UrlCounts", "5.0.0-beta.32", `${base}NEXTAUTH_URL=https://app.example\n`, {}],
    [
      "ProxyExport",
      "4.24.15",
      base,
      { "proxy.ts": 'export { default } from "next-auth/middleware"\n' },
    ],
    ["MailedLink", "4.24.15", base, { "a.ts": 'import E from "next-auth/providers/email"\n' }],
    [
      "ErrorTexts",
      "4.24.15",
      base,
      { "a.ts": 'import C from "next-auth/providers/credentials"\n' },
    ],
    ["EdgeSplit", "5.0.0-beta.32", base, { "auth.config.ts": 'import type {} from "next-auth"\n' }],
    ["UserId", "5.0.0-beta.32", base, {}],
    ["NotHere", "4.24.15", base, { "a.ts": 'import "next-auth/core/types"\n' }],
  ])("%s", (code, version, env, files) => {
    const answer = plan(version, env, files)
    expect(codes(answer)).toContain(code)
    const other = plan(
      version === "4.24.15" ? "5.0.0-beta.32" : "4.24.15",
      `${base}AUTH_URL=https://a.example\n`,
    )
    expect(codes(other)).not.toContain(code)
  })

  test("each link leads to a heading that is there", () => {
    const { notes } = plan(
      "4.24.15",
      `AUTH_SECRET=${PUBLIC}\nAUTH_SECRET_1=${OTHER}\nAUTH_TRUST_HOST=no\n`,
      {
        "a.ts": 'import "next-auth/providers/email"; import "next-auth/providers/credentials"\n',
      },
    )
    const links = notes.flatMap((note) => (note as { see?: string }).see ?? [])
    expect(links.length).toBeGreaterThan(3)
    for (const link of links) {
      const [page, anchor] = link.split("#")
      const text = readFileSync(new URL(`../../../../${page}`, import.meta.url), "utf8")
      const headings = [...text.matchAll(/^#+ (.*)$/gm)].map((match) =>
        match[1]!
          .toLowerCase()
          .replaceAll(/[^a-z0-9 -]/g, "")
          .replaceAll(" ", "-"),
      )
      if (anchor) expect(headings).toContain(anchor)
    }
  })
})
