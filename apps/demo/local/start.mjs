/**
 * The services around the demo, in one process: an identity provider and a mailbox. Tells its parent where they are,
 * and ends with it.
 *
 * @module
 */
import { startIssuer } from "./issuer.mjs"
import { startMailbox } from "./mailbox.mjs"
import { readSettings } from "./settings.mjs"

const port = process.env.DEMO_PORT ?? "3000"
const redirectUris = ["localhost", "127.0.0.1"].map(
  (host) => `http://${host}:${port}/api/auth/callback/local`,
)
const settings = readSettings()
const [issuer, mail] = await Promise.all([startIssuer(settings, redirectUris), startMailbox()])

/** The environment that the demo runs in. */
const environment = {
  AUTH_LOCAL_ISSUER: issuer,
  AUTH_LOCAL_ID: settings.clientId,
  AUTH_LOCAL_SECRET: settings.clientSecret,
  EMAIL_SERVER: mail.smtp,
  EMAIL_FROM: "Latchkey demo <demo@example.test>",
  DEMO_MAILBOX: mail.mailbox,
}
process.on("disconnect", () => process.exit())
process.send?.(environment)
