/**
 * What people meet while the mail server is down, slow or lying: no link is said to be on its way that is not, nobody is
 * in, nothing of the server's answer is told, and the next mail arrives, without a restart.
 */
import { createServer, type AddressInfo, type Server, type Socket } from "node:net"
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest"
import { MemoryAdapter } from "../../src/adapters/memory.ts"
import Nodemailer from "../../src/providers/nodemailer.ts"
import { Browser, locationOf, SECRET } from "../support/browser.ts"
import { refused, watched } from "./refusal.ts"
import { carries } from "./site.ts"

const CANARY = "mail-server-canary-51c9"
const PASSWORD = "mail-password-canary"

/** What a server says to each command; null: it resets the connection; undefined: it is silent. */
type Script = (command: string, socket: Socket) => string | null | undefined

/** A mail server that keeps to the protocol until its script says otherwise. */
class MailServer {
  script: Script | undefined
  /** What it was told last. */
  readonly heard: string[] = []
  /** Mails that it took. */
  readonly mails: string[] = []
  readonly #sockets = new Set<Socket>()
  readonly #server: Server = createServer((socket) => this.#serve(socket))

  async start(): Promise<number> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve))
    return (this.#server.address() as AddressInfo).port
  }

  stop(): Promise<unknown> {
    for (const socket of this.#sockets) socket.destroy()
    return new Promise((resolve) => this.#server.close(resolve))
  }

  #serve(socket: Socket): void {
    this.#sockets.add(socket)
    let rest = ""
    let mail: string | undefined
    const say = (command: string, usual: string): void => {
      this.heard.push(command)
      const answer = this.script ? this.script(command, socket) : usual
      if (answer === null) socket.resetAndDestroy()
      else if (answer !== undefined && !socket.destroyed)
        socket.write(answer === "" ? usual : answer)
    }
    socket.on("error", () => {})
    socket.on("data", (bytes) => {
      rest += bytes.toString("latin1")
      for (let at = rest.indexOf("\r\n"); at >= 0; at = rest.indexOf("\r\n")) {
        const line = rest.slice(0, at)
        rest = rest.slice(at + 2)
        if (mail !== undefined && line !== ".") mail += `${line}\n`
        else if (mail !== undefined) {
          this.mails.push(mail)
          mail = undefined
          say("END", "250 taken\r\n")
        } else {
          const [command = ""] = line.toUpperCase().split(" ")
          if (command === "DATA") mail = ""
          say(command, usualAnswers[command] ?? "250 fine\r\n")
        }
      }
    })
    say("GREETING", "220 mail.example ESMTP\r\n")
  }
}

const usualAnswers: Readonly<Record<string, string>> = {
  EHLO: "250-mail.example\r\n250 AUTH PLAIN\r\n",
  AUTH: "235 welcome\r\n",
  DATA: "354 go on\r\n",
  QUIT: "221 bye\r\n",
}

/** At one command an answer, else as usual. */
const at =
  (command: string, answer: string | null | undefined): Script =>
  (given) =>
    given === command ? answer : ""

const faults: readonly (readonly [string, Script])[] = [
  ["FLT-30: resets the connection before it greets", at("GREETING", null)],
  ["FLT-31: greets with garbage", at("GREETING", `\u0000\u00ff${CANARY}\r\n`)],
  ["FLT-32: says that it is closing", at("GREETING", `421 ${CANARY} closing\r\n`)],
  ["FLT-33: speaks TLS where SMTP was asked", at("GREETING", "\u0016\u0003\u0001\u0000\u0010\r\n")],
  ["FLT-34: refuses the login, and repeats it", at("AUTH", `535 ${CANARY} ${PASSWORD}\r\n`)],
  ["FLT-35: refuses the sender", at("MAIL", `550 ${CANARY}\r\n`)],
  ["FLT-36: refuses the address", at("RCPT", `550 ${CANARY} no such box\r\n`)],
  ["FLT-37: is full for now", at("RCPT", `452 ${CANARY} later\r\n`)],
  ["FLT-38: resets in the middle of the mail", at("DATA", null)],
  ["FLT-39: takes the mail, and then says no", at("END", `554 ${CANARY}\r\n`)],
  ["FLT-40: takes the mail, and resets before it says so", at("END", null)],
  [
    "FLT-41: answers half a line and closes",
    (given, socket) => {
      if (given !== "RCPT") return ""
      socket.end("25")
      return undefined
    },
  ],
]

describe("a mail server", () => {
  const server = new MailServer()
  let port = 0
  beforeAll(async () => {
    port = await server.start()
  })
  afterAll(() => server.stop())
  afterEach(() => {
    server.script = undefined
    server.mails.length = 0
    server.heard.length = 0
    vi.useRealTimers()
  })

  const site = (to = port): ReturnType<typeof watched> =>
    watched({
      providers: [
        Nodemailer({
          server: {
            host: "127.0.0.1",
            port: to,
            secure: false,
            auth: { user: "app", pass: PASSWORD },
          },
          from: "Acme <no-reply@acme.example>",
        }),
      ],
      adapter: MemoryAdapter(),
      secret: SECRET,
      trustHost: true,
    })
  const ask = (browser: Browser): Promise<Response> =>
    browser.post("/signin/nodemailer", { email: "ada@example.com" })
  /** The link of the last mail. */
  const link = (): string => {
    const text = server.mails.at(-1)!.replaceAll("=\n", "").replaceAll("=3D", "=")
    return /https:\/\/app\.example\/auth\/callback\/\S+/.exec(text)![0].replaceAll("&amp;", "&")
  }
  const arrives = async (browser: Browser): Promise<void> => {
    server.script = undefined
    expect(locationOf(await ask(browser)).pathname).toBe("/auth/verify-request")
    await browser.get(link())
    expect(carries(browser)).toBe(true)
  }

  it.each(faults)("%s", async (_, script) => {
    const { browser, log } = site()
    server.script = script
    const code = await refused(browser, await ask(browser), {
      canaries: [CANARY, PASSWORD, "token="],
      log,
    })
    expect(code).toBe("EmailSignin")
    await arrives(browser)
  })

  it("FLT-42: is not there", async () => {
    const away = new MailServer()
    const free = await away.start()
    await away.stop()
    const { browser, log } = site(free)
    const answer = await ask(browser)
    expect(await refused(browser, answer, { canaries: [PASSWORD, "token="], log })).toBe(
      "EmailSignin",
    )
  })

  it.each(["GREETING", "EHLO", "RCPT", "END"])(
    "FLT-43: is silent after %s: the person is told within half a minute",
    async (command) => {
      const { browser, log } = site()
      server.script = at(command, undefined)
      const csrfToken = await browser.csrfToken()
      vi.useFakeTimers({ toFake: ["performance"] })
      const asked = browser.post("/signin/nodemailer", { email: "ada@example.com", csrfToken })
      await vi.waitUntil(() => server.heard.includes(command), 20_000)
      vi.advanceTimersByTime(26_000)
      const answer = await asked
      vi.useRealTimers()
      const code = await refused(browser, answer, { canaries: [PASSWORD, "token="], log })
      expect(code).toBe("EmailSignin")
      await arrives(browser)
    },
  )

  it("FLT-44: a link whose mail was taken though we were told otherwise is good once, for who has the mailbox", async () => {
    const { browser } = site()
    server.script = at("END", null)
    await ask(browser)
    expect(server.mails).toHaveLength(1)
    // There is no note of it in this browser: a page asks first, and its form signs in.
    const answer = await browser.get(link())
    expect([answer.status, carries(browser)]).toEqual([200, false])
    const url = new URL(link())
    const fields = Object.fromEntries(url.searchParams)
    await browser.post("/callback/nodemailer", fields)
    expect(carries(browser)).toBe(true)
    const other = new Browser(browser.config)
    await other.post("/callback/nodemailer", fields)
    expect(carries(other)).toBe(false)
  })
})
