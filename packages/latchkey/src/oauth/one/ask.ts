import { withhold } from "../../web/withhold.ts"
import { printable } from "../safe-error.ts"
import { guardedFetch } from "../transport.ts"
import type { Parameter } from "./base-string.ts"
import type { OAuth1Provider } from "./provider.ts"
import { authorizationHeader, type Credentials } from "./sign.ts"

/** No token or secret needs more, and both have to fit in a cookie. */
const MAX_CREDENTIAL = 1024

/** The provider said no. */
export class OAuth1AnswerError extends Error {
  /** The provider's own words, where it says some; fit for a log line. */
  readonly problem: string | undefined
  constructor(status: number, problem: string | undefined) {
    super(`the provider answered with status ${status}${problem ? `: ${problem}` : ""}`)
    this.name = "OAuth1AnswerError"
    this.problem = problem
  }
}

export interface Question {
  readonly method: "GET" | "POST"
  readonly url: string
  /** Protocol parameters of this step. */
  readonly protocol?: readonly Parameter[]
  /** What goes along as a form. */
  readonly form?: readonly Parameter[]
  readonly credentials?: Credentials
}

/**
 * Sends a signed request; answers the body.
 *
 * @throws {OAuth1AnswerError} Any status but a good one.
 */
export async function ask(provider: OAuth1Provider<any>, question: Question): Promise<string> {
  const { method, url, protocol = [], form = [], credentials } = question
  const { clientId } = provider
  const clientSecret = await provider.clientSecret()
  const signed = { method, url: new URL(url), parameters: form }
  const signers = { clientId, clientSecret, credentials }
  const response = await guardedFetch(provider)(url, {
    method,
    headers: { authorization: await authorizationHeader(signed, signers, protocol) },
    ...(form.length > 0 && { body: new URLSearchParams(form as [string, string][]) }),
  })
  const text = await response.text()
  if (response.ok) return text
  const verifier = protocol.find(([name]) => name === "oauth_verifier")?.[1]
  const told = [clientSecret, credentials?.secret, credentials?.token, verifier]
  const problem = problemOf(text)
  throw new OAuth1AnswerError(response.status, problem && printable(withhold(problem, told)))
}

/** X says it in JSON, most others in a form, by an extension that never became a standard. */
function problemOf(text: string): string | undefined {
  let said: unknown
  try {
    said = (JSON.parse(text) as { errors?: { message?: unknown }[] } | null)?.errors?.[0]?.message
  } catch {
    said = new URLSearchParams(text).get("oauth_problem")
  }
  return typeof said === "string" && said !== "" ? said : undefined
}

/** Credentials in a form (RFC 5849 §2.1, §2.3), and what came with them. Whatever the content type: X says HTML. */
export function readCredentials(text: string): { credentials: Credentials; more: URLSearchParams } {
  const more = new URLSearchParams(text)
  return { credentials: { token: one(more, "oauth_token"), secret: secretOf(more) }, more }
}

function one(form: URLSearchParams, name: string): string {
  const [value = "", ...others] = form.getAll(name)
  if (value === "" || others.length > 0) throw new Error(`the answer has no single ${name}`)
  if (value.length > MAX_CREDENTIAL) throw new Error(`the ${name} is absurdly long`)
  return value
}

/** May be empty: then the client's secret alone signs. */
function secretOf(form: URLSearchParams): string {
  return form.get("oauth_token_secret") === "" ? "" : one(form, "oauth_token_secret")
}
