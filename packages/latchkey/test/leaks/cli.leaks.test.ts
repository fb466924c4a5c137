import { readFileSync } from "node:fs"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { afterAll, beforeAll, expect, it } from "vitest"
import { type Keyring, keyring } from "../../src/keys/managed/keyring.ts"
import { sqliteStore } from "../../src/keys/stores/sqlite.ts"
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
}, 60_000)

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

/** What each command on keys does, and what it says where it is called wrongly. */
const KEYS_COMMANDS = [
  ["status"],
  ["next"],
  ["promote"],
  ["rotate", "--yes"],
  ["retire", "AAAAAAAA", "--yes"],
  ["revoke", "AAAAAAAA", "--yes", "--reason", "leaked"],
  ["prune", "--yes"],
  ["reseal"],
  ["rewrap", "--yes"],
  ["export"],
]

it("keys: of a ring, an environment, a source and a database that is down", async () => {
  const recorder = new Recorder()
  const run = runner(recorder)
  const secret = recorder.plant("AUTH_SECRET", canary())
  const former = recorder.plant("AUTH_SECRET_1", canary())
  const listed = recorder.plant("AUTH_SECRETS", plainCanary())
  const password = recorder.plant("database password", plainCanary())
  const ring = cli.project({ ".env": `AUTH_KEYRING_URL=file:./auth.db\nAUTH_SECRET=${secret}\n` })
  cli.install(ring)
  const projects = {
    ring,
    environment: cli.project({ ".env": `AUTH_SECRET=${secret}\nAUTH_SECRET_1=${former}\n` }),
    list: cli.project({ ".env": `AUTH_SECRETS=${listed}@2026-01-01T00:00Z,${secret}\n` }),
    source: cli.project({
      "latchkey.config.mjs": `export default { secret: async () => [${JSON.stringify(listed)}, process.env.AUTH_SECRET] }`,
      ".env": `AUTH_SECRET=${secret}\n`,
    }),
    failing: cli.project({
      "latchkey.config.mjs": `export default { secret: async () => { throw new Error("no: " + process.env.AUTH_SECRET) } }`,
      ".env": `AUTH_SECRET=${secret}\n`,
    }),
    unreachable: cli.project({
      ".env": `AUTH_KEYRING_URL=postgres://us:${password}@127.0.0.1:9/db\nAUTH_SECRET=${secret}\n`,
    }),
  }
  const ringIn = async <T>(use: (ring: Keyring) => Promise<T>): Promise<T> => {
    const db = new DatabaseSync(join(ring, "auth.db"))
    const own = keyring({ store: sqliteStore(db), onEvent: () => {} })
    const read = (name: string): string | undefined => (name === "AUTH_SECRET" ? secret : undefined)
    await own.view({ read, now: Date.now() })
    return use(own).finally(() => db.close())
  }
  // An instance has made it.
  await ringIn((own) => own.status())
  const some = KEYS_COMMANDS.filter(([name]) => /status|next|prune|export/.test(name!))
  const commands = { ring: KEYS_COMMANDS, failing: some.slice(0, 2), unreachable: some.slice(0, 2) }
  for (const [name, folder] of Object.entries(projects)) {
    const which = Object.hasOwn(commands, name) ? commands[name as keyof typeof commands] : some
    for (const command of which) run(folder, ["keys", ...command, "--json"])
    run(folder, ["keys", "rotate", "--yes"])
  }
  run(ring, ["keys", "status"])
  run(ring, ["keys", "revoke", secret, "--yes"])
  run(ring, ["keys", secret])
  run(ring, ["doctor", "--url", "127.0.0.1:9", "--json"])
  run(ring, ["keys", "status", "--url", `https://us:${password}@127.0.0.1:9`])
  // The ring's own keys are known when all is done.
  const keys = await ringIn((own) => own.export())
  for (const key of keys) recorder.plant("key of the ring", key)
  expect(keys.length).toBeGreaterThan(1)
  recorder.note("rows:auth.db", readFileSync(join(ring, "auth.db")))
  expect(recorder.leaks()).toEqual([])
  // The one command that is for it does show them, to whoever asks for it.
  const raw = cli.run(ring, ["keys", "export", "--raw"])
  recorder.note("cli:keys export --raw", raw.stdout)
  expect(recorder.leaks()).toContain("key of the ring in cli:keys export --raw as utf8")
  expect(keys.filter((key) => raw.stderr.includes(key))).toEqual([])
}, 120_000)

it("secret --raw alone prints what it makes: that is what it is for", () => {
  const recorder = new Recorder()
  const { stdout, stderr } = cli.run(cli.project(), ["secret", "--raw"])
  recorder.plant("a secret that was made", stdout.trim())
  recorder.note("cli:secret --raw", stdout)
  expect(recorder.leaks()).toEqual(["a secret that was made in cli:secret --raw as utf8"])
  expect(stderr).not.toContain(stdout.trim())
})
