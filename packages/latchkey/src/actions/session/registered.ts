import type { Context } from "../../config/context.ts"
import type { SessionRegister } from "../../contracts/register.ts"
import type { SessionFacts } from "../../session/claims.ts"
import type { JWT } from "../../vocabulary/token.ts"

/** A session as its token says it. */
export interface SaidSession {
  readonly token: JWT
  readonly facts: SessionFacts
}

/** The register of this application's sessions. With `encode` or `decode` of its own the tokens are not ours to tell. */
export function registerOf({ config }: Context): SessionRegister | undefined {
  return config.jwt?.encode || config.jwt?.decode ? undefined : config.session?.register
}

/** The register, where it may know this session: one that begins before there is a register is never taken in. */
export function registerWith(context: Context, facts: SessionFacts): SessionRegister | undefined {
  return facts.reg === undefined ? undefined : registerOf(context)
}

/** What a session says before a callback may change it; undefined where no register would mind. */
export function claimsBefore(context: Context, { token, facts }: SaidSession): string | undefined {
  return registerWith(context, facts) ? JSON.stringify(token) : undefined
}
