/**
 * Takes every mail that the demo sends, delivers none, and lists the last of them as JSON.
 *
 * @module
 */
import { once } from "node:events"
import { createServer } from "node:http"
import { SMTPServer } from "smtp-server"

const KEPT = 50

/** @returns {Promise<{ smtp: string, mailbox: string }>} where mail goes, and where it can be read */
export async function startMailbox() {
  const mails = []
  let count = 0
  const receive = async (stream, session) => {
    let raw = ""
    for await (const chunk of stream) raw += chunk.toString("latin1")
    const to = session.envelope.rcptTo.map(({ address }) => address).join(", ")
    mails.unshift({ id: ++count, to, received: new Date().toISOString(), ...parse(raw) })
    mails.splice(KEPT)
  }
  const smtp = new SMTPServer({
    disabledCommands: ["AUTH", "STARTTLS"],
    logger: false,
    onData: (stream, session, done) => void receive(stream, session).then(() => done(), done),
  })
  const mailbox = createServer((_, response) => {
    response.writeHead(200, { "content-type": "application/json", "cache-control": "no-store" })
    response.end(JSON.stringify(mails))
  })
  smtp.listen(0, "127.0.0.1")
  mailbox.listen(0, "127.0.0.1")
  await Promise.all([once(smtp.server, "listening"), once(mailbox, "listening")])
  return {
    smtp: `smtp://127.0.0.1:${smtp.server.address().port}`,
    mailbox: `http://127.0.0.1:${mailbox.address().port}/mails`,
  }
}

/** The subject and the first link of a mail of ours: quoted-printable or plain text first. */
function parse(raw) {
  const subject = /^subject: (.*(?:\r?\n[ \t].*)*)/im.exec(raw)?.[1].replaceAll(/\r?\n[ \t]/g, " ")
  const quoted = /^content-transfer-encoding: quoted-printable/im.test(raw)
  const text = quoted ? unquote(raw) : raw
  return { subject: subject ?? "", link: /https?:\/\/[^\s"<>]+/.exec(text)?.[0] ?? null }
}

/** Quoted-printable (RFC 2045 §6.7) to text. */
function unquote(raw) {
  return raw
    .replaceAll(/=\r?\n/g, "")
    .replaceAll(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)))
}
