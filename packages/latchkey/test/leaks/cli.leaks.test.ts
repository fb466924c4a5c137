import { readFileSync } from "node:fs"
import { join } from "node:path"
import { afterAll, beforeAll, expect, it } from "vitest"
import { type Cli, git, installCli, put } from "../cli/sandbox.ts"
import { Recorder, canary, plainCanary } from "./recorder.ts"

const docs = readFileSync(new URL("../../../../docs/errors.md", import.meta.url), "utf8")
const MADE = /latchkey_(?:[a-z]+_)?[0-9A-Za-z]{49}/

let cli: Cli
beforeAll(async () => {
  cli = await installCli(docs)
})
afterAll(() => cli.remove())

/** Runs the command line, and writes down all that it prints. */
function runner(recorder: Recorder) {
  return (folder: string, args: string[], env: Record<string, string> = {}): void => {
    const { stdout, stderr } = cli.run(folder, args, env)
    recorder.note(`cli:${args.join(" ")}`, `${stdout}\n${stderr}`)
  }
}

it("doctor: secrets in files, code, git, images and bundles are named by place and never shown", () => {
  const recorder = new Recorder()
  const run = runner(recorder)
  const plant = (name: string): string => recorder.plant(name, canary())
  const [secret, next, numbered] = [plant("AUTH_SECRET"), plant("AUTH_SECRET_NEXT"), plant("_1")]
  const hard = recorder.plant("a literal in code", plainCanary())
  const weak = recorder.plant("a weak secret", "tulips-and-roses-grow-here")
  const folder = cli.project({
    "package.json": '{"dependencies":{"next":"16"}}',
    ".env": `AUTH_SECRET="${secret}"\nAUTH_SECRET_NEXT='${next}\nAUTH_SECRET_1=“${numbered}”\n`,
    ".env.production": `AUTH_SECRET=${secret}\nAUTH_GITHUB_SECRET=${plant("AUTH_GITHUB_SECRET")}\n`,
    ".env.local": `NEXTAUTH_SECRET=${weak}\nNEXT_PUBLIC_AUTH_SECRET=${hard}\n`,
    "auth.ts": `export const config = { secret: "${hard}", clientSecret: "${hard}" }\n`,
    Dockerfile: `FROM node\nENV AUTH_SECRET=${hard}\nARG AUTH_SECRET_1=${hard}\n`,
    "compose.yaml": `services:\n  app:\n    environment:\n      AUTH_SECRET: ${hard}\n`,
    ".next/static/chunks/app.js": `const s="${secret}"\n`,
    ".next/standalone/.env": `AUTH_SECRET=${secret}\n`,
  })
  git(folder, "init", "-q")
  git(folder, "add", "-A", "-f")
  git(folder, "commit", "-qm", "all")
  const database = recorder.plant("database password", plainCanary())
  const env = { AUTH_SECRET_2: secret, DATABASE_URL: `postgres://us:${database}@127.0.0.1:9/db` }
  for (const environment of ["production", "development", "preview"]) {
    run(folder, ["doctor", "--env", environment], env)
    run(folder, ["doctor", "--env", environment, "--json"], env)
  }
  run(folder, ["doctor", "--fix"])
  run(folder, ["doctor", secret])
  run(folder, [secret])
  run(folder, ["explain", secret])
  run(folder, ["explain", "WeakSecret", "--json"])
  expect(recorder.leaks()).toEqual([])
})

it("secret: what it makes and what was there goes to the file, and to nobody who looks on", () => {
  const recorder = new Recorder()
  const run = runner(recorder)
  const old = recorder.plant("AUTH_SECRET", canary())
  const folder = cli.project({
    "package.json": '{"dependencies":{"next":"16"}}',
    ".env.local": `AUTH_SECRET=${old}\n`,
  })
  for (const args of [[], ["--yes"], ["--rotate", "--yes"], ["--json"], ["--rotate", "--json"]]) {
    run(folder, ["secret", ...args])
  }
  const made = MADE.exec(readFileSync(join(folder, ".env.local"), "utf8"))![0]
  recorder.plant("a secret that was made", made)
  put(folder, ".env.broken", "AUTH_SECRET")
  run(folder, ["secret", "--file", ".env.broken", old])
  const { path, calls } = cli.standIns({ vercel: {}, fly: { exit: 1 }, xclip: {}, pbcopy: {} })
  for (const args of [["--to", "vercel"], ["--to", "fly"], ["--to", "nowhere"], ["--copy"]]) {
    run(cli.project(), ["secret", ...args], { PATH: path })
  }
  for (const { args, stdin } of calls()) {
    recorder.note("argv:platform", args.join(" "))
    const sent = MADE.exec(stdin)?.[0]
    if (sent) recorder.plant("a secret that was made", sent)
  }
  expect(recorder.canaries.get("a secret that was made")!.size).toBeGreaterThan(1)
  expect(recorder.leaks()).toEqual([])
})

it("secret --raw alone prints what it makes: that is what it is for", () => {
  const recorder = new Recorder()
  const { stdout, stderr } = cli.run(cli.project(), ["secret", "--raw"])
  recorder.plant("a secret that was made", stdout.trim())
  recorder.note("cli:secret --raw", stdout)
  expect(recorder.leaks()).toEqual(["a secret that was made in cli:secret --raw as utf8"])
  expect(stderr).not.toContain(stdout.trim())
})
