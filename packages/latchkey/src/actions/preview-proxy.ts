import type { Context } from "../config/context.ts"
import { crypto, randomToken } from "../crypto/index.ts"
import { openLatest } from "../keys/open-latest.ts"
import { seal } from "../keys/seal.ts"
import type { SealSpec } from "../keys/model.ts"

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

/** Where an answer is to be taken that arrived here for another deployment; undefined where it is ours. */
export async function forwardTo(
  context: Context,
  state: unknown,
  parameters: Readonly<Record<string, string>>,
): Promise<string | undefined> {
  if (typeof state !== "string" || !state.includes("..")) return undefined
  const opened = await openLatest(await context.keys(), [spec, authjs], state)
  const target = opened.status === "ok" ? opened.claims["origin"] : undefined
  if (typeof target !== "string" || !URL.canParse(target)) return undefined
  const url = new URL(target)
  const ours = crypto.equal(crypto.toUtf8(url.origin), crypto.toUtf8(context.origin))
  if (ours || !/^https?:$/.test(url.protocol)) return undefined
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value)
  return url.href
}
