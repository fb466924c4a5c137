import type { EmailConfig, EmailUserConfig } from "../contracts/provider.ts"
import { EmailSignInError } from "../errors.ts"
import { mailService } from "./mail-service.ts"

export interface LoopsConfig extends EmailConfig {
  /** Of the transactional mail. */
  transactionalId: string
}

export type LoopsUserConfig = EmailUserConfig & Partial<Pick<LoopsConfig, "transactionalId">>

/**
 * Mails a sign-in link through Loops, whose transactional mail has the data variable `url`. Sender, subject and text are
 * the template's. Needs a database (an adapter).
 *
 * Environment: `AUTH_LOOPS_KEY`. The link leads to `<origin>/api/auth/callback/loops`.
 *
 * @see {@link https://app.loops.so/settings?page=api Make a key}
 * @see {@link https://loops.so/docs/transactional Documentation}
 * @example
 * ```ts
 * import Loops from "latchkey/providers/loops"
 *
 * export const { handlers, auth } = NextAuth({
 *   adapter,
 *   providers: [Loops({ transactionalId: "clfq6dinn000yl70fgwwyp82l" })],
 * })
 * ```
 */
export default function Loops(config: LoopsUserConfig = {}): LoopsConfig {
  const { transactionalId = "" } = config
  const provider = mailService(
    {
      id: "loops",
      name: "Loops",
      console: "https://app.loops.so/settings?page=api",
      request: ({ apiKey, to, url }) => {
        if (!transactionalId) throw new EmailSignInError("Loops has no `transactionalId`")
        return {
          url: "https://app.loops.so/api/v1/transactional",
          headers: { authorization: `Bearer ${apiKey}` },
          body: { transactionalId, email: to, dataVariables: { url } },
        }
      },
      code: ({ path }) => path,
      took: ({ success }) => success !== false,
    },
    config,
  )
  return { ...provider, transactionalId }
}
