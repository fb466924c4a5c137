import type { SecurityEvent } from "../contracts/security-events.ts"
import { parseUrl } from "../web/host.ts"

/** What a request says of where it came from. */
export type RequestFacts = Pick<SecurityEvent, "ip" | "userAgent" | "host" | "trace">

/** The request, as far as its facts need it. */
interface Requested {
  readonly incoming: { readonly headers: { get(name: string): string | null } }
  readonly ip: string | undefined
  readonly origin: string
}

/** W3C Trace Context §3.2: version, trace id, parent id, flags. Version ff and an id of zeros are not valid. */
const TRACEPARENT =
  /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(?:$|-)/

/** Who, from where, at which address. What can't be told is left out. */
export function requestFacts(context: Requested): RequestFacts {
  const { headers } = context.incoming
  const ip = told(() => context.ip)
  const host = told(() => parseUrl(context.origin)?.host)
  const userAgent = headers.get("user-agent")
  const trace = TRACEPARENT.exec(headers.get("traceparent") ?? "")?.[1]
  return {
    ...(ip === undefined ? {} : { ip }),
    ...(userAgent === null ? {} : { userAgent }),
    ...(host === undefined ? {} : { host }),
    ...(trace === undefined ? {} : { trace }),
  }
}

/** A host that nobody trusts is an error of its own, and is told as such. */
function told(ask: () => string | undefined): string | undefined {
  try {
    return ask()
  } catch {
    return undefined
  }
}
