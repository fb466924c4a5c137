import type { Context } from "../config/context.ts"
import { InvalidCheck } from "../errors.ts"
import { crypto, randomToken } from "../crypto/index.ts"
import { openLatest } from "../keys/open-latest.ts"
import { seal } from "../keys/seal.ts"
import type { SealSpec } from "../keys/model.ts"
import type { RequestInternal, ResponseInternal } from "./result.ts"

/**
 * A deployment whose URL the provider does not know sends people through one that it knows: the `state` then says,
 * sealed, where the answer is to be taken. Both deployments hold the same secret.
 */
const spec: SealSpec = { format: "own", purpose: "preview-proxy", salt: "" }
/** What Auth.js seals such a state with. */
const authjs: SealSpec = { format: "v5", purpose: "preview-proxy", salt: "encodedState" }

/** A state that names the callback URL to come back to. */
export async function proxiedState(context: Context, callbackUrl: string): Promise<string> {
  const { ring } = await context.keys()
  const claims = { origin: callbackUrl, random: randomToken() }
  return seal(ring, context.compat === 5 ? authjs : spec, claims, { maxAge: 900 })
}

/**
 * Takes an answer on that arrived here for another deployment; undefined where it is ours. What came in a form (Apple
 * posts its answers) goes on in a form, so that nothing of it gets into a URL: by 307 a browser posts again.
 *
 * @throws InvalidCheck where the state is that of a deployment, and no key of ours opens it
 */
export async function forwardAnswer(
  context: Context,
  request: RequestInternal,
  parameters: Readonly<Record<string, string>>,
): Promise<ResponseInternal | undefined> {
  const state = parameters["state"]
  if (state === undefined || !state.includes("..")) return undefined
  const opened = await openLatest(await context.keys(), [spec, authjs], state)
  if (opened.status !== "ok") throw strange(context, request, opened.status)
  const target = opened.claims["origin"]
  if (typeof target !== "string" || !URL.canParse(target)) return undefined
  const url = new URL(target)
  const ours = crypto.equal(crypto.toUtf8(url.origin), crypto.toUtf8(context.origin))
  if (ours || !/^https?:$/.test(url.protocol)) return undefined
  if (request.method === "POST") return { status: 307, redirect: url.href }
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value)
  return { redirect: url.href }
}

function strange(context: Context, { providerId }: RequestInternal, problem: string): InvalidCheck {
  const why =
    problem === "expired"
      ? "it is older than 15 minutes"
      : "it is sealed with a key that is not ours. The deployment that began this sign-in and the one that AUTH_REDIRECT_PROXY_URL names need the same AUTH_SECRET"
  return new InvalidCheck(`The state says which deployment began this sign-in, but ${why}`, {
    check: "state",
    provider: providerId,
    problem,
    origin: context.origin,
  })
}
