import * as client from "openid-client"
import { customFetch } from "../../../src/contracts/symbols.ts"
import { processCallback } from "../../../src/oauth/callback.ts"
import { resolveOAuthProvider } from "../../../src/oauth/provider.ts"
import { userAndAccount } from "../../../src/oauth/user-and-account.ts"
import { CLIENT_ID, CLIENT_SECRET } from "../support/client.ts"
import { makeKeys, type OpKeys } from "../support/keys.ts"
import { explained } from "./explained.ts"
import { mutate } from "./mutate.ts"
import { Random } from "./random.ts"
import type { Deviation, Verdict } from "./verdict.ts"
import { answersOf, CHECKS, honestWorld, ISSUER, REDIRECT_URI, type World } from "./world.ts"

async function verdictOf(work: () => Promise<string>): Promise<Verdict> {
  try {
    return { sub: await work() }
  } catch (error) {
    const { message, cause } = error as Error
    const inner = ((cause as { err?: Error } | undefined)?.err ?? (cause as Error | undefined))
      ?.message
    return { refused: `${message}${inner ? ` (${inner})` : ""}` }
  }
}

/** What `openid-client` makes of it, with signatures checked as we always do, and clocks as lenient as ours. */
export function theirs(world: World, answers: typeof fetch): Promise<Verdict> {
  return verdictOf(async () => {
    const config = await client.discovery(
      new URL(ISSUER),
      CLIENT_ID,
      { client_secret: CLIENT_SECRET, [client.clockTolerance]: 60 },
      client.ClientSecretBasic(CLIENT_SECRET),
      { execute: [client.enableNonRepudiationChecks], [client.customFetch]: answers as never },
    )
    const landing = new URL(`${REDIRECT_URI}?${new URLSearchParams(world.landing)}`)
    const tokens = await client.authorizationCodeGrant(config, landing, {
      pkceCodeVerifier: CHECKS.pkce,
      expectedState: CHECKS.state,
      expectedNonce: CHECKS.nonce,
      idTokenExpected: true,
    })
    const { sub } = tokens.claims()!
    if (world.asksUserinfo) await client.fetchUserInfo(config, tokens.access_token, sub)
    return sub
  })
}

export function ours(world: World, answers: typeof fetch): Promise<Verdict> {
  return verdictOf(async () => {
    const provider = resolveOAuthProvider({
      id: "acme",
      name: "Acme",
      type: "oidc",
      issuer: ISSUER,
      clientId: CLIENT_ID,
      clientSecret: CLIENT_SECRET,
      idToken: !world.asksUserinfo,
      [customFetch]: answers,
    })
    const params = new URLSearchParams(world.landing)
    const result = await processCallback(provider, {
      params,
      redirectUri: REDIRECT_URI,
      checks: CHECKS,
    })
    const { account } = await userAndAccount(provider, result)
    return account.providerAccountId
  })
}

export interface Comparison {
  readonly seed: number
  readonly cases: number
  readonly bothIn: number
  readonly bothRefused: number
  /** They let in, we don't. */
  readonly stricter: number
  /** They refuse and we don't, for a reason that is written down; by that reason. */
  readonly explained: Readonly<Record<string, number>>
  /** They refuse and we don't; or we let in somebody else. */
  readonly deviations: readonly Deviation[]
}

export async function compare(seed: number, cases: number): Promise<Comparison> {
  const keys = await makeKeys()
  const random = new Random(seed)
  const counts = { bothIn: 0, bothRefused: 0, stricter: 0 }
  const reasons: Record<string, number> = {}
  const deviations: Deviation[] = []
  for (let at = 0; at < cases; at++) {
    const found = await compareOne(keys, random, at)
    if (found.as !== "deviation") counts[found.as]++
    else {
      const reason = explained(found)
      if (reason === undefined) deviations.push(found)
      else reasons[reason] = (reasons[reason] ?? 0) + 1
    }
  }
  return { seed, cases, ...counts, explained: reasons, deviations }
}

type Found =
  | { readonly as: "bothIn" | "bothRefused" | "stricter" }
  | ({ readonly as: "deviation" } & Deviation)

async function compareOne(keys: OpKeys, random: Random, at: number): Promise<Found> {
  const world = await honestWorld(keys, random.chance(0.5))
  mutate(world, random)
  const answers = await answersOf(world, keys)
  const [they, we] = [await theirs(world, answers), await ours(world, answers)]
  if ("refused" in we) return { as: "refused" in they ? "bothRefused" : "stricter" }
  if ("sub" in they && they.sub === we.sub) return { as: "bothIn" }
  const text = JSON.parse(JSON.stringify(world.token)) as Record<string, unknown>
  const nulls = Object.keys(text).filter((name) => text[name] === null)
  return { as: "deviation", case: at, done: world.done, nulls, theirs: they, ours: we }
}
