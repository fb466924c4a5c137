import { chmodSync } from "node:fs"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { generateSecret } from "../../src/keys/generate.ts"
import { keyring, type Keyring, type KeyringOptions } from "../../src/keys/managed/index.ts"
import { sqliteStore } from "../../src/keys/stores/sqlite.ts"
import { type Cli, git, installCli, put } from "./sandbox.ts"

let cli: Cli
beforeAll(async () => {
  cli = await installCli()
})
afterAll(() => cli.remove())

const A = generateSecret({ environment: "production" })
const B = generateSecret({ environment: "production" })
const C = generateSecret({ environment: "production" })

interface Finding {
  code: string
  severity: string
  file?: string
  message: string
}

function doctor(
  folder: string,
  env: Record<string, string> = {},
): { code: number | null; output: string; findings: Finding[]; codes: string[] } {
  const { code, stdout, stderr } = cli.run(folder, ["doctor", "--json", "--env", "production"], env)
  const { findings } = JSON.parse(stdout) as { findings: Finding[] }
  return { code, output: stdout + stderr, findings, codes: findings.map((one) => one.code) }
}

const inDays = (days: number): string =>
  new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 16) + "Z"

describe("files that hold a secret", () => {
  const file = (text: string, mode = 0o600): string => {
    const folder = cli.project({ "secrets/auth": text })
    chmodSync(join(folder, "secrets/auth"), mode)
    return folder
  }
  const env = { AUTH_SECRET_FILE: "secrets/auth" }

  test("a good one passes, from wherever doctor is called", () => {
    const { code, findings } = doctor(file(`${A}\n`), env)
    expect({ code, findings }).toEqual({ code: 0, findings: [] })
  })

  test("in the trace it has its key's id", () => {
    const folder = file(`${A}\n`)
    const { stdout } = cli.run(folder, ["doctor", "--json", "--env", "production"], env)
    const { trace } = JSON.parse(stdout) as { trace: { name: string; state: string }[] }
    expect(trace).toContainEqual(
      expect.objectContaining({ name: "AUTH_SECRET_FILE", state: "set" }),
    )
  })

  test.each([
    ["weak", "k9mQ2xZp7w\n", 0o600, ["WeakSecret"]],
    ["published", "your-generated-secret-here\n", 0o600, ["PublicSecret"]],
    ["quoted", `"${A}"\n`, 0o600, ["DamagedSecret"]],
    ["two line breaks", `${A}\n\n`, 0o600, ["DamagedSecret"]],
    ["empty", "\n", 0o600, ["EmptySecret"]],
    ["readable to all", `${A}\n`, 0o644, ["OpenFile"]],
  ])("%s", (_, text, mode, codes) => {
    const answer = doctor(file(text, mode), env)
    expect(answer.codes).toEqual(codes)
    expect(answer.output).not.toContain(text.trim() || "\n\n")
  })

  test("one that is not there is an error, and a warning where it is meant for a container", () => {
    expect(doctor(cli.project(), { AUTH_SECRET_FILE: "gone" }).findings).toMatchObject([
      { code: "UnreadableFile", severity: "error" },
    ])
    const folder = cli.project({
      "package.json": '{"dependencies":{"next":"16"}}',
      ".env.production": "AUTH_SECRET_FILE=/run/secrets/latchkey-test-auth\n",
    })
    expect(doctor(folder).findings).toMatchObject([
      { code: "UnreadableFile", severity: "warning", file: ".env.production" },
    ])
  })

  test("one that git would commit", () => {
    const folder = file(`${A}\n`)
    git(folder, "init", "-q")
    expect(doctor(folder, env).codes).toEqual(["NotIgnored"])
  })

  test("one that a value hides is never read, and that is said", () => {
    const answer = doctor(file(`${B}\n`), { ...env, AUTH_SECRET: A })
    expect(answer.codes).toEqual(["ShadowedFile"])
  })
})

describe("dates of AUTH_SECRETS", () => {
  test.each([
    ["published ahead", `${B}@${inDays(2)},${A}`, []],
    ["in use for some days", `${B}@${inDays(-2)},${A}`, []],
    ["no date", `${A}@soonish`, ["DamagedSecret"]],
    ["what some parsers take for a date", `${B}@soon 2026,${A}`, ["DamagedSecret"]],
    ["no dates at all", `${B},${A}`, []],
    ["without an offset it is UTC", `${B}@2020-01-01T00:00,${A}@2020-01-01T00:01`, ["OldSecret"]],
    ["a date that is none", `${B}@2026-13-41T99:00Z,${A}`, ["BadSchedule"]],
    ["a date in ten minutes", `${B}@${inDays(10 / 1440)},${A}`, ["BadSchedule"]],
    ["nothing that seals now", `${B}@${inDays(2)}`, ["BadSchedule"]],
    ["a secret that is long over", `${B}@${inDays(-40)},${A}`, ["OldSecret"]],
    ["one that is weak", `${B}@${inDays(2)},k9mQ2xZp7w`, ["WeakSecret"]],
  ])("%s", (_, AUTH_SECRETS, codes) => {
    const answer = doctor(cli.project(), { AUTH_SECRETS })
    for (const code of codes) expect(answer.codes).toContain(code)
    if (codes.length === 0) expect(answer.findings).toEqual([])
    for (const secret of [A, B]) expect(answer.output).not.toContain(secret)
  })
})

describe("a ring", () => {
  const address = { AUTH_KEYRING_URL: "file:./auth.db" }
  const context = { read: (name: string) => (name === "AUTH_SECRET" ? A : undefined), now: 0 }

  async function ringIn(folder: string, options: Partial<KeyringOptions> = {}): Promise<Keyring> {
    const database = new DatabaseSync(join(folder, "auth.db"))
    const ring = keyring({ store: sqliteStore(database), onEvent: () => {}, ...options })
    await ring.view(context)
    return ring
  }

  test("a sound one passes", async () => {
    const folder = cli.project()
    await ringIn(folder)
    chmodSync(join(folder, "auth.db"), 0o600)
    const { code, findings } = doctor(folder, { ...address, AUTH_SECRET: A })
    expect({ code, findings }).toEqual({ code: 0, findings: [] })
  })

  test("one that the present secret does not open is named so, with both roots", async () => {
    const folder = cli.project()
    await ringIn(folder)
    const answer = doctor(folder, { ...address, AUTH_SECRET: B })
    expect(answer.code).toBe(1)
    expect(answer.findings).toMatchObject([{ code: "RingLocked", severity: "error" }])
    expect(answer.findings[0]!.message).toMatch(/local:[\w-]+.*local:[\w-]+/)
  })

  test("one without any secret to wrap it with is a missing secret, with what was looked at", async () => {
    const folder = cli.project()
    await ringIn(folder)
    const { code, findings, output } = doctor(folder, address)
    expect(code).toBe(1)
    expect(findings).toMatchObject([{ code: "MissingSecret", severity: "error" }])
    expect(findings[0]!.message).toContain("There is no root for ring auth")
    expect(output).toContain("NEXTAUTH_SECRET")
  })

  test("one that someone changed is named so", async () => {
    const folder = cli.project()
    await ringIn(folder)
    const database = new DatabaseSync(join(folder, "auth.db"))
    database.exec(`UPDATE auth_keyring SET doc = replace(doc, '"rev":1', '"rev":7')`)
    const answer = doctor(folder, { ...address, AUTH_SECRET: A })
    expect(answer.codes).toEqual(["RingForged"])
  })

  test("a key without a successor, and one of the environment that seals", async () => {
    const folder = cli.project()
    const short = { rotate: "600ms", propagation: "300ms", refresh: "50ms", skew: "50ms" } as const
    await ringIn(folder, { ...short, takeOver: "after-propagation" })
    chmodSync(join(folder, "auth.db"), 0o600)
    // Nobody tends it meanwhile.
    await new Promise((resolve) => setTimeout(resolve, 1_200))
    const answer = doctor(folder, { ...address, AUTH_SECRET: A })
    expect(answer.codes).toContain("KeyOverdue")
    expect(answer.code).toBe(1)
  })

  test("instances that hold different roots are named", async () => {
    const folder = cli.project()
    const one = await ringIn(folder, { instance: "web-1" })
    await one.status()
    const database = new DatabaseSync(join(folder, "auth.db"))
    database.exec(
      `INSERT INTO auth_keyring_instances (ring, instance, rev, root, seen) VALUES ('auth', 'web-2', 0, 'local:other', ${Date.now()})`,
    )
    const answer = doctor(folder, { ...address, AUTH_SECRET: A })
    expect(answer.codes).toEqual(expect.arrayContaining(["InstanceBehind", "RootsDiffer"]))
    expect(JSON.stringify(answer.findings)).toContain("web-2")
  })

  test("a store that can't be reached", () => {
    const env = { AUTH_KEYRING_URL: "file:./nowhere/auth.db", AUTH_SECRET: A }
    const answer = doctor(cli.project(), env)
    expect(answer.code).toBe(1)
    expect(["RingUnreachable", "BadProjectFile"]).toContain(answer.codes[0])
  })
})

describe("a source in the project's file", () => {
  const config = (body: string): Record<string, string> => ({
    "latchkey.config.mjs": `export default { secret: ${body} }`,
  })

  test("one that answers well passes, and the environment need not hold any", () => {
    const folder = cli.project(config("async () => process.env.FROM_THE_VAULT"))
    const { code, findings } = doctor(folder, { FROM_THE_VAULT: A })
    expect({ code, findings }).toEqual({ code: 0, findings: [] })
  })

  test("one that is down, and one that gives something weak", () => {
    const down = config(`{ name: "our-vault", get: async () => { throw new Error("sealed") } }`)
    const answer = doctor(cli.project(down))
    expect(answer.findings.filter(({ code }) => code === "SourceUnreachable")).toMatchObject([
      { message: "sealed" },
    ])
    const weak = doctor(cli.project(config(`async () => ["k9mQ2xZp7w", ${JSON.stringify(C)}]`)))
    expect(weak.codes).toContain("WeakSecret")
    expect(weak.output).not.toContain("k9mQ2xZp7w")
  })

  test("a file that throws", () => {
    const folder = cli.project({ "latchkey.config.mjs": "throw new Error('no')" })
    expect(doctor(folder, { AUTH_SECRET: A }).codes).toEqual(["BadProjectFile"])
  })

  test("a literal in it is found as in any code", () => {
    const folder = cli.project()
    put(folder, "latchkey.config.mjs", `export default { secret: ${JSON.stringify(A)} }`)
    expect(doctor(folder).codes).toContain("HardCodedSecret")
  })
})
