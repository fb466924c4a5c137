import type { IncomingMessage, ServerResponse } from "node:http"

/** A server of `node:http` whose answer is who asks. */
export interface Checked {
  readonly note: string
  /** The `Cookie` header of somebody who is signed in. */
  cookie(): Promise<string>
  /** The documented check: the e-mail of whoever asks. */
  check(
    request: IncomingMessage,
    response: ServerResponse,
  ): string | undefined | null | Promise<string | undefined | null>
}
