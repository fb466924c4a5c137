import { once } from "node:events"
import type { AddressInfo } from "node:net"
import { text } from "node:stream/consumers"
import { SMTPServer } from "smtp-server"

/** A mail as the server was told of it. */
export interface Delivered {
  /** Each `RCPT TO`. */
  readonly recipients: readonly string[]
  /** The header fields that name somebody. */
  readonly headers: readonly string[]
}

export interface MailServer {
  readonly url: string
  readonly delivered: Delivered[]
  stop(): Promise<void>
}

/** A mail server on loopback that takes everything and writes down for whom it was. */
export async function startMailServer(): Promise<MailServer> {
  const delivered: Delivered[] = []
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    onData: (stream, { envelope }, done) => {
      void text(stream).then((source) => {
        const unfolded = source.split("\r\n\r\n")[0]!.replaceAll(/\r\n[ \t]/g, " ")
        const headers = unfolded.split("\r\n").filter((line) => /^(?:to|cc|bcc):/i.test(line))
        delivered.push({ recipients: envelope.rcptTo.map(({ address }) => address), headers })
        done()
      })
    },
  })
  server.listen(0, "127.0.0.1")
  await once(server.server, "listening")
  const { port } = server.server.address() as AddressInfo
  return {
    url: `smtp://127.0.0.1:${port}`,
    delivered,
    stop: () => new Promise<void>((resolve) => server.close(resolve)),
  }
}
