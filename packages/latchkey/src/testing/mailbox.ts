import type { EmailConfig } from "../contracts/provider.ts"

type SendVerificationRequest = EmailConfig["sendVerificationRequest"]

/** A message that would have been mailed. */
export type CaughtMessage = Parameters<SendVerificationRequest>[0]

export interface Mailbox {
  /** Goes where an e-mail provider takes its `sendVerificationRequest`. */
  sendVerificationRequest: SendVerificationRequest
  /** What was sent, oldest first. */
  readonly messages: CaughtMessage[]
}

/**
 * Catches sign-in mails instead of sending them.
 *
 * @example
 * ```ts
 * const mailbox = createMailbox()
 * const provider = { ...Email(), sendVerificationRequest: mailbox.sendVerificationRequest }
 * // ask for a link, then open it:
 * await fetch(mailbox.messages[0].url)
 * ```
 */
export function createMailbox(): Mailbox {
  const messages: CaughtMessage[] = []
  return {
    messages,
    sendVerificationRequest(message) {
      messages.push(message)
    },
  }
}
