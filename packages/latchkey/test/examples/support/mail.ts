/**
 * The mail server of the examples, which keeps what it gets.
 */
import { once } from "node:events"
import type { AddressInfo } from "node:net"
import { text } from "node:stream/consumers"
import { SMTPServer } from "smtp-server"
import type { Env } from "./app.ts"

export interface ExampleMail {
  /** `EMAIL_SERVER` and `EMAIL_FROM`. */
  readonly env: Env
  /** The newest link that was mailed to an address. @throws where there is none */
  linkFor(address: string): string
  stop(): Promise<void>
}

/** Starts it on a free port of loopback. */
export async function startMail(): Promise<ExampleMail> {
  const links = new Map<string, string>()
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    onData: (stream, { envelope }, done) => {
      void text(stream).then((source) => {
        const link = linkIn(source)
        for (const { address } of envelope.rcptTo) if (link) links.set(address, link)
        done()
      })
    },
  })
  server.listen(0, "127.0.0.1")
  await once(server.server, "listening")
  const { port } = server.server.address() as AddressInfo
  return {
    env: { EMAIL_SERVER: `smtp://127.0.0.1:${port}`, EMAIL_FROM: "Notes <notes@example.com>" },
    linkFor(address) {
      const link = links.get(address)
      if (!link) throw new Error(`no mail for ${address}`)
      return link
    },
    stop: () => new Promise<void>((resolve) => server.close(resolve)),
  }
}

/** Of the part in plain text; lines are broken with `=` there (RFC 2045 §6.7). */
function linkIn(source: string): string | undefined {
  const plain = source.replaceAll(/=\r?\n/g, "").replaceAll("=3D", "=")
  return /https?:\/\/\S+\/callback\/\S+/.exec(plain)?.[0]
}
