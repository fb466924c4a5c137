import { readFileSync } from "node:fs"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { generateRawSecret, generateSecret } from "../../src/keys/generate.ts"
import { type Cli, type CliResult, git, installCli, put } from "./sandbox.ts"

let cli: Cli
beforeAll(async () => {
  cli = await installCli()
})
afterAll(() => cli.remove())

interface Answer {
  ok: boolean
  trace: { name: string; state: string; from?: string; key?: string }[]
  findings: {
    code: string
    severity: string
    file?: string
    line?: number
    message: string
    fix: string
  }[]
  fixed: string[]
}

const next = { "package.json": '{"dependencies":{"next":"16"}}' }
const good = generateSecret({ environment: "production" })
const other = generateSecret({ environment: "production" })

function doctor(
  folder: string,
  args: readonly string[] = [],
  env: Record<string, string> = {},
): Answer & CliResult {
  const result = cli.run(folder, ["doctor", "--json", "--env", "production", ...args], env)
  return { ...result, ...(JSON.parse(result.stdout) as Answer) }
}

function errors(answer: Answer): string[] {
  return answer.findings
    .filter((one) => one.severity === "error")
    .map((one) => `${one.code} ${one.file ?? "-"}:${one.line ?? "-"}`)
}

describe("broken env files fail, each with its reason", () => {
  test.each([
    ["no file", undefined, "MissingSecret -:-", /There is no secret for production/],
    ["empty", "AUTH_SECRET=\n", "MissingSecret .env.production:1", /AUTH_SECRET is empty/],
    ["blank", 'AUTH_SECRET="  "\n', "MissingSecret .env.production:1", /is empty/],
    [
      "a slip of the pen",
      `A=1\nAUTH_SECERT=${good}\n`,
      "MissingSecret .env.production:2",
      /slip of the pen/,
    ],
    [
      "another's name",
      `NEXT_AUTH_SECRET=${good}\n`,
      "MissingSecret .env.production:1",
      /NEXT_AUTH_SECRET/,
    ],
    [
      "a placeholder",
      "AUTH_SECRET=your-generated-secret-here\n",
      "PublicSecret .env.production:1",
      /placeholder/,
    ],
    [
      "a published one",
      "AUTH_SECRET=K7gNU3sdo+OL0wNhqoVWhr3g6s1xYv72ol/pe/Unols=\n",
      "PublicSecret .env.production:1",
      /published/,
    ],
    ["too short", "AUTH_SECRET=k9mQ2xZp7w\n", "WeakSecret .env.production:1", /too short/],
    [
      "a phrase",
      'AUTH_SECRET="we keep our sessions very safe with this phrase"\n',
      "WeakSecret .env.production:1",
      /made of words/,
    ],
    ["a pattern", `AUTH_SECRET=${"abc123".repeat(8)}\n`, "WeakSecret .env.production:1", /pattern/],
    [
      "typographic quotes",
      `AUTH_SECRET=“${good}”\n`,
      "DamagedSecret .env.production:1",
      /typographic quotes/,
    ],
    [
      "quotes within quotes",
      `AUTH_SECRET="'${good}'"\n`,
      "DamagedSecret .env.production:1",
      /begins and ends with a quote/,
    ],
    [
      "a dollar sign that is expanded",
      `AUTH_SECRET='x9KqmZ2vT8pLwR4nYbG7cHfJdS6aE3uQ1oXi$M5kWtB'\n`,
      "DamagedSecret .env.production:1",
      /expands its `\$`/,
    ],
    [
      "cut at a hash",
      `AUTH_SECRET=x9KqmZ2vT8pLwR4nYbG7cHf#JdS6aE3uQ1oXiM5kWtB\n`,
      "DamagedSecret .env.production:1",
      /cut at its `#`/,
    ],
    [
      "wrapped over two lines",
      "AUTH_SECRET=x9KqmZ2vT8pLwR4nYbG7cHfJdS6aE3uQ1oXiM5kWtBx9KqmZ2vT8pLwR4nYbG7cH\nfJdS6aE3uQ1oXiM5kQ==\n",
      "DamagedSecret .env.production:1",
      /next line/,
    ],
    [
      "a backslash and an n",
      `AUTH_SECRET='${generateRawSecret()}\\n'\n`,
      "DamagedSecret .env.production:1",
      /line break was meant/,
    ],
    ["cut off", `AUTH_SECRET=${good.slice(0, -4)}\n`, "DamagedSecret .env.production:1", /cut off/],
    [
      "one character changed",
      `AUTH_SECRET=${good.slice(0, 20)}${good[20] === "x" ? "y" : "x"}${good.slice(21)}\n`,
      "DamagedSecret .env.production:1",
      /checksum/,
    ],
    [
      "twice",
      `AUTH_SECRET=${good}\nA=1\nAUTH_SECRET=${other}\n`,
      "DuplicateSecret .env.production:3",
      /2 times with different values/,
    ],
    [
      "made for another environment",
      `AUTH_SECRET=${generateSecret({ environment: "preview" })}\n`,
      "EnvironmentMismatch .env.production:1",
      /made for preview/,
    ],
    [
      "weak, though an older one",
      `AUTH_SECRET_1=${good}\nAUTH_SECRET=hunter2\n`,
      "PublicSecret .env.production:2",
      /AUTH_SECRET /,
    ],
    [
      "for the browser",
      `AUTH_SECRET=${good}\nNEXT_PUBLIC_AUTH_SECRET=${good}\n`,
      "ClientSecret .env.production:2",
      /every browser/,
    ],
  ])("%s", (_, text, expected, reason) => {
    const folder = cli.project(text === undefined ? next : { ...next, ".env.production": text })
    const answer = doctor(folder)
    expect(answer.code).toBe(1)
    expect(answer.ok).toBe(false)
    expect(errors(answer)).toEqual([expected])
    const [finding] = answer.findings
    expect(finding!.message).toMatch(reason)
    expect(finding!.fix).not.toBe("")
  })

  test("an empty value of the platform, which beats every file", () => {
    const folder = cli.project({ ...next, ".env.production": `AUTH_SECRET=${good}\n` })
    const answer = doctor(folder, [], { AUTH_SECRET: "" })
    expect(answer.code).toBe(1)
    expect(errors(answer)).toContain("EmptySecret .env.production:-")
  })

  test("a damaged value of the platform", () => {
    const answer = doctor(cli.project(next), [], { AUTH_SECRET: `"${generateRawSecret()}"` })
    expect(answer.findings).toMatchObject([{ code: "DamagedSecret" }])
  })
})

describe("good ones pass", () => {
  test.each([
    ["our own", good],
    ["32 bytes of base64", generateRawSecret()],
    ["with a comment", `${good} # since May`],
    ["hexadecimal", "9f86d081884c7d659a2feaa0c55ad015"],
    ["in quotes", `"${generateRawSecret()}"`],
    ["an escaped dollar sign", "x9Kq\\$mZ2vT8pLwR4nYbG7cHfJdS6aE3uQ1oXiM5kWtB"],
  ])("%s", (_, value) => {
    const folder = cli.project({ ...next, ".env.production": `A=1\nAUTH_SECRET=${value}\n` })
    const answer = doctor(folder)
    expect(answer.findings).toEqual([])
    expect(answer.code).toBe(0)
    expect(answer.trace).toContainEqual({
      name: "AUTH_SECRET",
      state: "set",
      from: ".env.production",
      key: expect.stringMatching(/^[\w-]{8}$/),
    })
  })

  test("development without a secret, or with any", () => {
    const folder = cli.project(next)
    const args = ["doctor", "--env", "development", "--json"]
    expect(cli.run(folder, args).code).toBe(0)
    put(folder, ".env.local", "AUTH_SECRET=my-super-secret-app-key\n")
    expect(cli.run(folder, args).code).toBe(0)
    expect(cli.run(folder, ["doctor", "--json"], { NODE_ENV: "production" }).code).toBe(1)
  })

  test("AUTH_SECRET and NEXTAUTH_SECRET that differ: a warning", () => {
    const text = `AUTH_SECRET=${good}\nNEXTAUTH_SECRET=${other}\n`
    const answer = doctor(cli.project({ ...next, ".env.production": text }))
    expect(answer.code).toBe(0)
    expect(answer.findings).toMatchObject([{ code: "SecretsDiffer", severity: "warning" }])
  })

  test("where nothing expands, a dollar sign is one", () => {
    const folder = cli.project({
      "package.json": '{"dependencies":{"express":"5"}}',
      ".env": "AUTH_SECRET=x9Kq$mZ2vT8pLwR4nYbG7cHfJdS6aE3uQ1oXiM5kWtB\n",
    })
    expect(doctor(folder).findings).toEqual([])
  })

  test("the strongest file wins, as for Next.js", () => {
    const files = {
      ".env": generateRawSecret(),
      ".env.production": good,
      ".env.production.local": other,
    }
    const folder = cli.project(next)
    for (const [file, value] of Object.entries(files)) put(folder, file, `AUTH_SECRET=${value}\n`)
    const from = (env: Record<string, string> = {}): string | undefined =>
      doctor(folder, [], env).trace.find((one) => one.name === "AUTH_SECRET")!.from
    expect(from()).toBe(".env.production.local")
    expect(from({ AUTH_SECRET: generateRawSecret() })).toBe("environment")
  })
})

describe("each environment has its own", () => {
  test("two files with the same secret: exit 1, and both are named", () => {
    const folder = cli.project({
      ...next,
      ".env.local": `AUTH_SECRET=${good}\n`,
      ".env.production": `A=1\nAUTH_SECRET=${good}\n`,
    })
    const answer = doctor(folder)
    expect(answer.code).toBe(1)
    const shared = answer.findings.filter((one) => one.code === "SharedSecret")
    expect(shared).toHaveLength(1)
    expect(shared[0]!.message).toContain(".env.local:1")
    expect(shared[0]!.message).toContain(".env.production:2")
    const spoken = cli.run(folder, ["doctor"])
    expect(spoken.code).toBe(1)
    expect(spoken.stdout).toMatch(/\.env\.local:1 and \.env\.production:2 have the same secret/)
  })

  test("also under different names, and in different spelling", () => {
    const folder = cli.project({
      ...next,
      ".env.development": `NEXTAUTH_SECRET='${good}'\n`,
      ".env.production": `AUTH_SECRET="${good}"\n`,
    })
    expect(errors(doctor(folder))).toEqual(["SharedSecret .env.development:1"])
  })

  test("two files of one environment may", () => {
    const folder = cli.project({
      ...next,
      ".env.production.local": `AUTH_SECRET=${good}\n`,
      ".env.production": `AUTH_SECRET=${good}\n`,
    })
    expect(doctor(folder).findings).toEqual([])
  })
})

describe("git", () => {
  function repository(files: Record<string, string>): string {
    const folder = cli.project({ ...next, ...files })
    git(folder, "init", "-q")
    return folder
  }
  const ignoring = { ".gitignore": ".env*\n" }
  const production = { ".env.production": `AUTH_SECRET=${good}\n` }

  test("a missing ignore line; --fix writes it", () => {
    const folder = repository({ ...production, ".gitignore": "dist" })
    expect(errors(doctor(folder))).toEqual(["NotIgnored .env.production:1"])
    const answer = doctor(folder, ["--fix"])
    expect(answer.fixed).toEqual([".gitignore: .env.production"])
    expect(answer.code).toBe(0)
    expect(readFileSync(join(folder, ".gitignore"), "utf8")).toBe("dist\n.env.production\n")
    expect(git(folder, "status", "--porcelain")).not.toContain(".env")
  })

  test("a committed file", () => {
    const folder = repository(production)
    git(folder, "add", ".")
    git(folder, "commit", "-qm", "x")
    expect(errors(doctor(folder))).toEqual(["CommittedSecret .env.production:1"])
  })

  test("in a folder of a repository, paths are from that folder", () => {
    const folder = cli.project({
      "apps/web/package.json": next["package.json"],
      "apps/web/.env.production": `AUTH_SECRET=${good}\n`,
      "deploy/notes.txt": good,
    })
    git(folder, "init", "-q")
    git(folder, "add", ".")
    const answer = doctor(folder, ["--dir", "apps/web"])
    expect(errors(answer).sort()).toEqual([
      "CommittedSecret ../../deploy/notes.txt:1",
      "CommittedSecret .env.production:1",
    ])
  })

  test("a committed template is none", () => {
    const folder = repository({
      ...ignoring,
      ...production,
      ".env.example": "AUTH_SECRET=your-generated-secret-here\n",
      ".env.production.template": `AUTH_SECRET=\n`,
    })
    git(folder, "add", "-f", ".env.example", ".env.production.template", "package.json")
    git(folder, "commit", "-qm", "x")
    expect(doctor(folder).findings).toEqual([])
  })

  test.each(["deleted", "undone"])("a commit that was %s", (how) => {
    const folder = repository({ ...ignoring })
    git(folder, "add", ".")
    git(folder, "commit", "-qm", "first")
    put(folder, "notes/deploy.md", `run with AUTH_SECRET:\n${good}\n`)
    git(folder, "add", ".")
    git(folder, "commit", "-qm", "oops")
    const oops = git(folder, "rev-parse", "--short", "HEAD").trim()
    if (how === "undone") git(folder, "reset", "-q", "--hard", "HEAD~1")
    else {
      git(folder, "rm", "-q", "notes/deploy.md")
      git(folder, "commit", "-qm", "remove")
    }
    put(folder, ".env.production", `AUTH_SECRET=${good}\n`)
    const answer = doctor(folder)
    expect(errors(answer)).toEqual(["HistorySecret notes/deploy.md:2"])
    expect(answer.findings[0]!.message).toContain(oops)
  })

  test("one that was committed once and is out of use: a warning", () => {
    const folder = repository({ ".env": `AUTH_SECRET=${other}\n` })
    git(folder, "add", ".")
    git(folder, "commit", "-qm", "x")
    git(folder, "rm", "-q", ".env")
    put(folder, ".gitignore", ".env*\n")
    git(folder, "add", ".")
    git(folder, "commit", "-qm", "y")
    put(folder, ".env.production", `AUTH_SECRET=${good}\n`)
    const answer = doctor(folder)
    expect(answer.code).toBe(0)
    expect(answer.findings).toMatchObject([
      { code: "HistorySecret", severity: "warning", file: ".env" },
    ])
  })
})

describe("where it doesn't belong", () => {
  const production = { ".env.production": `AUTH_SECRET=${good}\n` }
  const hex = Buffer.from(good).toString("hex")
  const base64 = (before: string): string => Buffer.from(`${before}${good} end`).toString("base64")

  test.each<[string, Record<string, string>, string]>([
    ["ENV", { Dockerfile: `FROM node\nENV AUTH_SECRET=${other}\n` }, "ImageSecret Dockerfile:2"],
    [
      "ENV, the old way",
      { Dockerfile: "FROM node\nENV AUTH_SECRET abc\n" },
      "ImageSecret Dockerfile:2",
    ],
    ["ARG", { Dockerfile: "FROM node\nARG AUTH_SECRET\nRUN build\n" }, "ImageSecret Dockerfile:2"],
    [
      "ENV over lines",
      { "web.Dockerfile": "FROM node\nENV A=1 \\\n    NEXTAUTH_SECRET=abc\n" },
      "ImageSecret web.Dockerfile:3",
    ],
    ["COPY . .", { Dockerfile: "FROM node\nCOPY . .\n" }, "ImageSecret Dockerfile:2"],
    [
      "COPY .env*",
      { Dockerfile: "FROM node\nCOPY .env.production ./\n" },
      "ImageSecret Dockerfile:2",
    ],
    [
      "a compose literal",
      { "docker-compose.yml": "services:\n  app:\n    environment:\n      AUTH_SECRET: abc\n" },
      "ImageSecret docker-compose.yml:4",
    ],
    [
      "a compose literal in a list",
      { "compose.yaml": 'services:\n  app:\n    environment:\n      - AUTH_SECRET="abc"\n' },
      "ImageSecret compose.yaml:4",
    ],
    [
      "a compose fallback",
      { "compose.yaml": "    environment:\n      AUTH_SECRET: ${AUTH_SECRET:-abc}\n" },
      "ImageSecret compose.yaml:2",
    ],
    [
      "a literal in code",
      { "src/auth.ts": 'import NextAuth from "next-auth"\nNextAuth({\n  secret: "abc def",\n})\n' },
      "HardCodedSecret src/auth.ts:3",
    ],
    [
      "a fallback in code",
      { "auth.ts": 'const secret = process.env.AUTH_SECRET ?? "abc"\n' },
      "HardCodedSecret auth.ts:1",
    ],
    [
      "the secret in a file",
      { "deploy.sh": `#!/bin/sh\nexport X=${good}\n` },
      "HardCodedSecret deploy.sh:2",
    ],
    [
      "the secret in a manifest, in base64",
      { "k8s/secret.yaml": `kind: Secret\ndata:\n  x: ${Buffer.from(good).toString("base64")}\n` },
      "HardCodedSecret k8s/secret.yaml:3",
    ],
    [
      "next.config",
      {
        "next.config.mjs":
          "export default {\n  env: { AUTH_SECRET: process.env.AUTH_SECRET },\n}\n",
      },
      "ClientSecret next.config.mjs:2",
    ],
    [
      "another public name",
      { ".env.production": `AUTH_SECRET=${good}\nVITE_KEY=${good}\n` },
      "ClientSecret .env.production:2",
    ],
    ["a bundle", { ".next/static/a.js": `x\n"${good}"` }, "BuildOutputSecret .next/static/a.js:2"],
    ["a bundle, in hex", { "dist/a.js": `"${hex}"` }, "BuildOutputSecret dist/a.js:1"],
    ...["", "a", "ab"].map((before): [string, Record<string, string>, string] => [
      `a source map, in base64 after ${before.length}`,
      { "dist/a.js.map": base64(before) },
      "BuildOutputSecret dist/a.js.map:1",
    ]),
    [
      "a standalone build's .env",
      { ".next/standalone/.env": `A=1\nAUTH_SECRET=${other}\n` },
      "BuildOutputSecret .next/standalone/.env:2",
    ],
  ])("%s", (_, files, expected) => {
    const answer = doctor(cli.project({ ...next, ...production, ...files }))
    expect(errors(answer)).toEqual([expected])
    expect(answer.code).toBe(1)
  })

  test("what is right stays unremarked", () => {
    const folder = cli.project({
      ...next,
      ...production,
      Dockerfile: "FROM node\n# ENV AUTH_SECRET=x\nCOPY . .\nENV NODE_ENV=production\n",
      ".dockerignore": "node_modules\n.env*\n",
      "compose.yaml":
        "    environment:\n      AUTH_SECRET: ${AUTH_SECRET}\n      # AUTH_SECRET: x\n      AUTH_URL: http://x\n",
      "auth.ts":
        'import NextAuth from "next-auth"\n// secret: "example"\nNextAuth({ secret: process.env.AUTH_SECRET })\n',
      "auth.test.ts": 'import NextAuth from "next-auth"\nNextAuth({ secret: "for a test" })\n',
      "jest.config.js": 'module.exports = { secret: "not about this" }\n',
      "node_modules/x/index.js": 'NextAuth({ secret: "theirs" })\n',
      ".next/cache/webpack/a.pack": good,
    })
    expect(doctor(folder).findings).toEqual([])
  })

  test("--fix keeps env files out of the image", () => {
    const folder = cli.project({ ...next, ...production, Dockerfile: "FROM node\nCOPY . .\n" })
    expect(doctor(folder, ["--fix"]).code).toBe(0)
    expect(readFileSync(join(folder, ".dockerignore"), "utf8")).toBe(".env*\n")
  })
})

test("no value is printed, in any form, whatever is wrong", () => {
  const canary = "k7-Canary_9qZx2vT8pLwR4nYbG7cHfJdS6aE3u$Q1o#X"
  const folder = cli.project({
    ...next,
    ".env.local": `AUTH_SECRET="${canary}"\nNEXTAUTH_SECRET=short-canary\nAUTH_SECRET_1='${canary}\n'\n`,
    ".env.production": `AUTH_SECRET=${canary}\nAUTH_SECRET=“${canary}”\nNEXT_PUBLIC_X=${canary}\n`,
    Dockerfile: `FROM node\nENV AUTH_SECRET=${canary}\nCOPY . .\n`,
    "compose.yaml": `environment:\n  AUTH_SECRET: ${canary}\n`,
    "auth.ts": `NextAuth({ secret: "${canary}" })\n`,
    ".next/a.js": canary,
  })
  git(folder, "init", "-q")
  git(folder, "add", "-f", ".")
  git(folder, "commit", "-qm", "x")
  const env = { AUTH_SECRET: `${canary} `, AUTH_SECRET_2: canary }
  for (const args of [
    ["doctor"],
    ["doctor", "--json"],
    ["doctor", "--env", "production"],
    ["secret"],
  ]) {
    const { code, stdout, stderr } = cli.run(folder, args, env)
    expect(code).toBe(args[0] === "secret" ? 0 : 1)
    expect(stdout.length).toBeGreaterThan(40)
    for (const part of ["Canary", "short-canary", "pLwR4nYb"]) {
      for (const form of ["utf8", "base64", "hex"] as const) {
        expect(stdout + stderr).not.toContain(Buffer.from(part).toString(form))
      }
    }
  }
})

test("git is never given a secret as an argument", () => {
  const { path, calls } = cli.standIns({ git: { prints: { "rev-parse": "true" } } })
  const folder = cli.project({ ...next, ".env.production": `AUTH_SECRET=${good}\n` })
  cli.run(folder, ["doctor"], { PATH: path, AUTH_SECRET_1: other })
  expect(calls().length).toBeGreaterThan(2)
  expect(JSON.stringify(calls().map((call) => call.args))).not.toMatch(
    new RegExp(`${good}|${other}`),
  )
})
