/**
 * The same changed tokens to us and to jose: what jose refuses, we refuse, and what both take says the same. What we
 * refuse and jose takes is counted: we are the stricter ones.
 */
import type { Family } from "./family.ts"
import { mutate } from "./mutate.ts"
import { Random } from "./random.ts"
import { sealedFamilies } from "./compare-sealed.ts"
import { signedFamilies } from "./compare-signed.ts"

export interface Comparison {
  readonly family: string
  readonly tokens: number
  readonly bothTook: number
  readonly bothRefused: number
  readonly weAreStricter: number
  /** Tokens that we took and jose refused, or that said different things. */
  readonly wrong: readonly string[]
}

export async function families(): Promise<readonly Family[]> {
  return [...(await sealedFamilies()), ...(await signedFamilies())]
}

export async function compare(family: Family, count: number, seed: number): Promise<Comparison> {
  const random = new Random(seed)
  const genuine: string[] = []
  for (let i = 0; i < 8; i++) genuine.push(await family.make(random))
  const tally = { bothTook: 0, bothRefused: 0, weAreStricter: 0 }
  const wrong: string[] = []
  for (let i = 0; i < count; i++) {
    const token = mutate(random, random.of(genuine), random.of(genuine))
    const [ours, theirs] = await Promise.all([family.ours(token), family.jose(token)])
    if (!ours) tally[theirs ? "weAreStricter" : "bothRefused"]++
    else if (theirs && text(ours) === text(theirs)) tally.bothTook++
    else wrong.push(token)
  }
  return { family: family.name, tokens: count, ...tally, wrong }
}

function text(claims: Record<string, unknown>): string {
  return JSON.stringify(Object.entries(claims).toSorted(([a], [b]) => (a < b ? -1 : 1)))
}
