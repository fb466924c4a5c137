import type { Context } from "../config/context.ts"
import { type CookieKind, everyNameOf } from "../config/cookies.ts"
import { InvalidCheck } from "../errors.ts"

/** The check that failed. */
export interface FailedCheck {
  readonly check: string
  readonly cookie: CookieKind
  readonly provider: string
  /** What is wrong with its cookie. */
  readonly problem: string
}

const why: Readonly<Record<string, string>> = {
  "there twice":
    "The browser sent it twice with different values: one of another path or domain, which a change of the cookie options may have left behind",
  unknown:
    "It is sealed with a key that is not ours: another instance or deployment answered that holds another secret, or the secret was replaced meanwhile",
  expired: "It is older than 15 minutes",
  revoked: "Its key was revoked meanwhile",
  "of another provider":
    "The sign-in was begun with another provider meanwhile, or somebody mixes answers up",
}

/** Says which check failed and, from what else the browser sent, why: that is what nobody can see from outside. */
export function invalidCheck(context: Context, failed: FailedCheck): InvalidCheck {
  const { check, cookie, provider, problem } = failed
  const is = problem === "unknown" ? "sealed with a key that is not ours" : problem
  const reason = problem === "missing" ? whyMissing(context, cookie) : why[problem]
  return new InvalidCheck(
    `The ${check} cookie is ${is}.${reason ? ` ${reason}.` : ""} Starting again helps, unless it happens to everyone`,
    { check, provider, problem, origin: context.origin },
  )
}

/** A cookie that is missing leaves a trace in which others are there. */
function whyMissing(context: Context, kind: CookieKind): string {
  const { jar, naming, origin } = context
  const here = context.cookie(kind).name
  const other = everyNameOf(kind, naming).find((name) => name !== here && jar.all(name).length > 0)
  if (other !== undefined) {
    return `There is ${other}, but ${here} was looked for, since our origin is ${origin} now: the sign-in began at another. If a proxy ends TLS, let it send X-Forwarded-Proto, or set AUTH_URL`
  }
  const ours = (["callbackUrl", "csrfToken"] as const).flatMap((one) => everyNameOf(one, naming))
  if (ours.some((name) => jar.all(name).length > 0)) {
    return "The browser has others of our cookies, so it was used already (the back button, a reload, a second tab), or the sign-in took more than 15 minutes"
  }
  return `The browser sent none of our cookies: the sign-in began at another host than ${origin}, or cookies are blocked, or something in front of us takes them out. People and the callback URL registered at the provider have to use the same host`
}
