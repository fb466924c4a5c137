/** `latchkey doctor --url` and `keys status --url` against servers in processes of their own. */
import { readFileSync } from "node:fs"
import { createServer, type IncomingMessage, type RequestListener } from "node:http"
import { type AddressInfo, createServer as createTcp } from "node:net"
import { join } from "node:path"
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest"
import { type Cli, type CliResult, installCli } from "../cli/sandbox.ts"
import { Instance, roundRobin } from "./health-instance.ts"

const ONE = "oneQ7vXk2mRt9LpZs4WnB6yHc1JdFg8Ea3Ui5ToVqNe"
const TWO = "twoB3xTq8WkL5vRz1YpSn7MhJd4GcFa6Eo9UiHtQlXe"
const SLOW = { timeout: 60_000 }

let cli: Cli
beforeAll(async () => {
  cli = await installCli()
})
afterAll(() => cli.remove())

const cleanups: (() => unknown)[] = []
afterEach(async () => {
  for (const clean of cleanups.splice(0).toReversed()) await clean()
})

async function started(env: Record<string, string>, folder?: string): Promise<Instance> {
  const instance = new Instance(env, folder)
  cleanups.push(() => instance.kill())
  return instance.start()
}

async function balanced(instances: readonly Instance[]): Promise<string> {
  const { url, server } = await roundRobin(instances)
  cleanups.push(() => server.close())
  return url
}

/** A server of this test's own. */
async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  cleanups.push(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

interface Finding {
  code: string
  severity: string
  message: string
}

interface Answer {
  code: number | null
  output: string
  findings: Finding[]
  codes: string[]
  running: {
    agree: boolean
    key: string | null
    ours: string[] | null
    instances: {
      instance: string
      samples: number
      survivesRestart: string
      refused: boolean
      answer: { key: string | null; details?: { source: string } }
    }[]
    failures: { url: string; failure: string }[]
  }
}

const PRODUCTION = ["--env", "production"]

/** The servers of this test answer meanwhile, so the CLI has to be a process that is not waited for. */
async function doctor(
  url: string,
  env: Record<string, string> = { AUTH_SECRET: ONE },
  { folder = cli.project(), args = PRODUCTION }: { folder?: string; args?: string[] } = {},
): Promise<Answer> {
  const result = await cli.start(folder, ["doctor", "--json", "--url", url, ...args], env)
  const output = result.stdout + result.stderr
  for (const secret of [ONE, TWO]) expect(output).not.toContain(secret)
  const { findings, running } = JSON.parse(result.stdout) as Answer
  return { code: result.code, output, findings, codes: findings.map(({ code }) => code), running }
}

describe("M15 M18: doctor asks the instances that run", () => {
  it(
    "three that hold the same secret: all well, and the key outlives a restart",
    SLOW,
    async () => {
      const instances = await Promise.all([1, 2, 3].map(() => started({ AUTH_SECRET: ONE })))
      const { code, findings, running } = await doctor(await balanced(instances))
      expect({ code, findings }).toEqual({ code: 0, findings: [] })
      expect(running.instances).toHaveLength(3)
      for (const one of running.instances) {
        expect(one).toMatchObject({ survivesRestart: "yes", refused: false })
        expect(one.answer.details?.source).toBe("env:AUTH_SECRET")
      }
      // It said so; now it shows.
      await instances[0]!.kill()
      await instances[0]!.start()
      expect((await doctor(instances[0]!.url)).running.key).toBe(running.key)
    },
  )

  it("the odd one behind a balancer is named, with its key and ours", SLOW, async () => {
    const instances = await Promise.all(
      [ONE, TWO, ONE].map((AUTH_SECRET) => started({ AUTH_SECRET })),
    )
    const answer = await doctor(await balanced(instances))
    expect(answer.code).toBe(1)
    expect(new Set(answer.codes)).toEqual(new Set(["OtherSecret", "InstancesDiffer"]))
    const odd = answer.running.instances.find(({ refused }) => refused)!
    const other = answer.findings.find(({ code }) => code === "OtherSecret")!
    expect(other.message).toContain(odd.instance)
    expect(other.message).toContain(`key ${odd.answer.key}`)
    expect(other.message).toContain(answer.running.ours![0])
    expect(odd.survivesRestart).toBe("unknown")
    // The name leads to the log of that process and no other.
    const named = instances.map(({ lines }) => lines.join("").includes(`instance=${odd.instance}`))
    expect(named).toEqual([false, true, false])
  })

  it("one that is down, one without a secret and one that is well", SLOW, async () => {
    const [up, bare, down] = await Promise.all([
      started({ AUTH_SECRET: ONE }),
      started({}),
      started({ AUTH_SECRET: ONE }),
    ])
    await down.kill()
    const answer = await doctor([up, bare, down].map(({ url }) => url).join())
    expect(answer.code).toBe(1)
    expect(answer.findings.map(({ code, severity }) => [code, severity]).toSorted()).toEqual([
      ["InstanceUnreachable", "error"],
      ["InstanceUnready", "error"],
    ])
    expect(answer.running.failures).toMatchObject([
      { url: down.url, failure: expect.stringContaining("ECONNREFUSED") as string },
    ])
    // Behind a balancer the dead one answers some of the questions with 502.
    const through = await doctor(await balanced([down, up]))
    expect(through.codes).toEqual(["InstanceUnreachable"])
    expect(through.findings[0]!.message).toContain("502")
    expect(through.running.instances).toHaveLength(1)
  })

  it(
    "a development secret: an error in production, else whether it outlives a restart",
    SLOW,
    async () => {
      const development = { NODE_ENV: "development" }
      const folder = cli.project()
      const [kept, ephemeral] = await Promise.all([
        started(development, folder),
        started({ ...development, AUTH_DEV_SECRET: "ephemeral" }, cli.project()),
      ])
      await Promise.all([kept, ephemeral].map(({ url }) => fetch(`${url}/auth/session`)))
      const args = ["--env", "development"]
      const { running, codes } = await doctor(kept.url, {}, { folder, args })
      expect(codes).not.toContain("DevelopmentSecretInUse")
      expect(running.instances).toMatchObject([{ survivesRestart: "yes", refused: false }])
      const key = running.key
      await kept.kill()
      await kept.start()
      expect((await doctor(kept.url, {}, { folder, args })).running.key).toBe(key)

      const lost = await doctor(ephemeral.url, {}, { folder, args })
      expect(lost.running.instances).toMatchObject([{ survivesRestart: "no" }])
      expect(lost.findings.filter(({ code }) => code === "DevelopmentSecretInUse")).toMatchObject([
        { severity: "warning", message: expect.stringContaining("sessions may end") as string },
      ])
      const made = readFileSync(join(folder, ".env.development.local"), "utf8")
      const [, secret] = /AUTH_SECRET=(.+)/.exec(made)!
      expect(lost.output).not.toContain(secret)

      const production = await doctor(kept.url)
      expect(production.code).toBe(1)
      expect(
        production.findings.find(({ code }) => code === "DevelopmentSecretInUse")?.severity,
      ).toBe("error")
    },
  )

  it("one that has not our newest key yet is asked with one that it has", SLOW, async () => {
    const { url } = await started({ AUTH_SECRET: ONE })
    const { findings, running } = await doctor(url, { AUTH_SECRET: ONE, AUTH_SECRET_1: TWO })
    expect(findings).toEqual([])
    expect(running.instances).toMatchObject([{ refused: false, survivesRestart: "yes" }])
    expect(running.instances[0]!.answer.details).toBeDefined()
  })

  it("without keys of its own it compares what anyone may be told", SLOW, async () => {
    const instances = await Promise.all([ONE, TWO].map((AUTH_SECRET) => started({ AUTH_SECRET })))
    const answer = await doctor(await balanced(instances), {})
    expect(answer.running).toMatchObject({ ours: null, agree: false })
    expect(answer.codes.filter((code) => code === "InstancesDiffer")).toHaveLength(2)
  })

  it(
    "an address may be an origin, a base path, or the route; the project may name them",
    SLOW,
    async () => {
      const { url, port } = await started({ AUTH_SECRET: ONE })
      for (const address of [url, `${url}/auth`, `${url}/auth/health`, `127.0.0.1:${port}/`]) {
        expect((await doctor(address)).running.instances).toHaveLength(1)
      }
      const folder = cli.project({
        "latchkey.config.mjs": `export default { instances: ["${url}/auth"] }`,
      })
      const env = { AUTH_SECRET: ONE }
      const args = ["doctor", "--running", "--samples", "2", ...PRODUCTION]
      const { code, stdout } = await cli.start(folder, args, env)
      expect(stdout).toMatch(/Running {2}1 answered\n {2}\S{8} +ready +key \S{8} +the same after a/)
      expect(code).toBe(0)
    },
  )

  it(
    "keys status shows them beside the keys, and exits with 3 where they differ",
    SLOW,
    async () => {
      const instances = await Promise.all([ONE, TWO].map((AUTH_SECRET) => started({ AUTH_SECRET })))
      const status = (url: string, more: string[] = []): Promise<CliResult> =>
        cli.start(cli.project(), ["keys", "status", "--url", url, ...PRODUCTION, ...more], {
          AUTH_SECRET: ONE,
        })
      const well = await status(instances[0]!.url)
      expect(well.stdout).toMatch(/Keys of the environment[^]+Running {2}1 answered/)
      expect(well.code).toBe(0)
      const { stdout, code } = await status(await balanced(instances), ["--json"])
      expect(JSON.parse(stdout)).toMatchObject({
        ok: true,
        kind: "static",
        running: { agree: false },
      })
      expect(code).toBe(3)
    },
  )
})

describe("what is not an instance of ours", () => {
  it(
    "a redirect to another host is not followed, and the token is not shown there",
    SLOW,
    async () => {
      const asked: IncomingMessage[] = []
      const elsewhere = await serve((request, response) => {
        asked.push(request)
        response.end("{}")
      })
      const { url } = await started({ AUTH_SECRET: ONE })
      // It lets the first question through, which has no token, and sends the others away.
      let questions = 0
      const trap = await serve((_, response) => {
        questions++
        if (questions > 1) return void response.writeHead(307, { location: elsewhere }).end()
        void fetch(`${url}/auth/health`)
          .then((health) => health.text())
          .then((text) => response.end(text))
      })
      const answer = await doctor(`${trap}/auth`)
      expect(questions).toBeGreaterThan(4)
      expect(asked).toEqual([])
      expect(answer.codes).toEqual(["InstanceUnreachable"])
      expect(answer.findings[0]!.message).toContain(`it redirects to ${elsewhere}`)
    },
  )

  it("one within the same origin is", SLOW, async () => {
    const { url } = await started({ AUTH_SECRET: ONE })
    const slashed = await serve((request, response) => {
      if (!request.url!.endsWith("/")) {
        return void response.writeHead(308, { location: `${request.url}/` }).end()
      }
      void fetch(`${url}/auth/health`)
        .then((health) => health.text())
        .then((text) => response.end(text))
    })
    expect((await doctor(`${slashed}/auth`)).running.instances).toHaveLength(1)
  })

  it.each<[string, RequestListener, RegExp]>([
    ["a page", (_, response) => void response.end("<html>"), /200 at \/api\/auth\/health; 200 at/],
    ["another JSON", (_, response) => void response.end('{"status":"ok"}'), /200 at/],
    ["404", (_, response) => void response.writeHead(404).end(), /404 at/],
    ["one that cuts the line", (request) => void request.socket.destroy(), /hang up|ECONNRESET/],
    [
      "an answer without an end",
      (_, response) => {
        const timer = setInterval(() => response.write("x".repeat(100_000)), 1)
        response.on("close", () => clearInterval(timer))
      },
      /does not end/,
    ],
    ["silence", () => {}, /no answer within 1 s/],
    ["a circle", (_, response) => void response.writeHead(302, { location: "/" }).end(), /circle/],
  ])("%s", SLOW, async (_, listener, failure) => {
    const answer = await doctor(await serve(listener), undefined, {
      args: [...PRODUCTION, "--timeout", "1"],
    })
    expect(answer.codes).toEqual(["InstanceUnreachable"])
    expect(answer.findings[0]!.message).toMatch(failure)
    expect(answer.code).toBe(1)
  })

  it("a server that does not speak HTTP", SLOW, async () => {
    const server = createTcp((socket) => socket.end("\u0000\u001b[2J nonsense\r\n\r\n"))
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
    cleanups.push(() => server.close())
    const answer = await doctor(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
    expect(answer.codes).toEqual(["InstanceUnreachable"])
  })

  it("what an instance says of itself does not move the cursor", SLOW, async () => {
    const details = {
      now: 0,
      version: "1",
      host: null,
      error: "MissingSecret; \u001b[2Jrm -r .",
      accepts: [],
      refused: [],
      source: "env\u001b]0;title\u0007",
      since: null,
      refreshed: null,
      failure: null,
      sessions: null,
      ring: null,
      providers: {},
    }
    const said = { status: "unavailable", key: null, instance: "AAAAAAAA", details }
    const url = await serve((_, response) => void response.end(JSON.stringify(said)))
    const args = ["doctor", "--url", url, ...PRODUCTION]
    const { stdout, code } = await cli.start(cli.project(), args, { AUTH_SECRET: ONE })
    expect(stdout).toContain("can't serve requests: its log says why")
    expect(stdout).toContain("env?]0;title?")
    for (const control of ["\u001b", "\u0007"]) expect(stdout).not.toContain(control)
    expect(code).toBe(1)
  })

  it.each([
    ["http to the internet", ["--url", "http://app.example"], "app.example can be reached from"],
    ["a password", ["--url", "https://u:hunter2@app.example"], "holds a name or password"],
    ["no address", ["--url", "https://a b"], "can't be read as an address"],
    ["another scheme", ["--url", "file:///etc/passwd"], "can't be read as an address"],
    ["nothing", ["--url", " , "], "one or more addresses"],
    ["too many samples", ["--url", "localhost", "--samples", "1000"], "from 1 to 200"],
    ["samples of nothing", ["--samples", "2"], "goes with --url"],
    ["no instances", ["--running"], "needs `instances`"],
  ])("%s is a wrong call", (_, args, message) => {
    const { code, stderr } = cli.run(cli.project(), ["doctor", ...args], { AUTH_SECRET: ONE })
    expect(stderr).toContain(message)
    expect(stderr).not.toContain("hunter2")
    expect(code).toBe(2)
  })
})
