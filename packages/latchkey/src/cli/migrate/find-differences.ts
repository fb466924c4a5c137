import type { Setting } from "../doctor/setting.ts"
import type { Note } from "./plan.ts"
import type { Source } from "./sources.ts"

/** What is known of one package of the project. */
export interface Facts {
  /** Undefined: only `@auth/core` or a framework of others. */
  readonly major: 4 | 5 | undefined
  /** Of Next.js; undefined where it isn't there. */
  readonly next: number | undefined
  readonly sources: readonly Source[]
  readonly settings: ReadonlyMap<string, Setting>
  /** An adapter is among the dependencies. */
  readonly stores: boolean
}

interface Rule {
  readonly code: string
  readonly kind: "differs" | "warning"
  readonly when: (facts: Facts) => boolean
  readonly text: string
  readonly see: string
}

const names = ({ sources }: Facts, pattern: RegExp): boolean =>
  sources.some(({ specifiers }) => specifiers.some((one) => pattern.test(one)))
const says = ({ sources }: Facts, pattern: RegExp): boolean =>
  sources.some(({ text }) => pattern.test(text))
const set = ({ settings }: Facts, name: string): string | undefined =>
  settings.get(name)?.value.trim() || undefined

/** What this project will notice; the whole list is in docs/differences.md. */
const RULES: readonly Rule[] = [
  {
    code: "TrustHostFalse",
    kind: "warning",
    when: (facts) => /^(?:false|0|no|off)$/i.test(set(facts, "AUTH_TRUST_HOST") ?? ""),
    text: "AUTH_TRUST_HOST says no, and means no from now on: before, any text meant yes",
    see: "docs/differences.md#host",
  },
  {
    code: "HostUnknown",
    kind: "warning",
    when: (facts) =>
      facts.major === 4 &&
      !["AUTH_URL", "NEXTAUTH_URL", "AUTH_TRUST_HOST", "VERCEL"].some((name) => set(facts, name)),
    text: "Neither NEXTAUTH_URL nor AUTH_URL is set here. In production one of them has to be, or AUTH_TRUST_HOST behind a proxy: next-auth 4 took http://localhost:3000, here such a request is refused",
    see: "docs/differences.md#host",
  },
  {
    code: "UrlCounts",
    kind: "differs",
    when: (facts) => facts.major === 5 && !!set(facts, "NEXTAUTH_URL") && !set(facts, "AUTH_URL"),
    text: "NEXTAUTH_URL counts as AUTH_URL: it says who we are, and no header of a proxy does any more",
    see: "docs/differences.md#host",
  },
  {
    code: "ProxyExport",
    kind: "warning",
    when: (facts) =>
      (facts.next ?? 0) >= 16 &&
      says(facts, /export\s*\{\s*default\b[^}]*\}\s*from\s*["']next-auth\/middleware["']/),
    text: 'Next.js 16 refuses `export { default } from "next-auth/middleware"`, whoever it is from: write `export { withAuth as proxy } from "next-auth/middleware"` in proxy.ts',
    see: "docs/drop-in.md",
  },
  {
    code: "UserId",
    kind: "differs",
    when: ({ major, stores }) => major === 5 && !stores,
    text: "Without an adapter a user's id is always the same for one account of a provider; next-auth 5 made a new one at each sign-in",
    see: "docs/differences.md#who-the-user-is",
  },
  {
    code: "MailedLink",
    kind: "differs",
    when: (facts) =>
      names(
        facts,
        /\/providers\/(?:email|nodemailer|resend|sendgrid|postmark|mailgun|forwardemail|loops|netsuite)$/,
      ),
    text: "A mailed link signs in only in the browser that asked for it; elsewhere it asks first",
    see: "docs/differences.md#e-mail",
  },
  {
    code: "ErrorTexts",
    kind: "differs",
    when: (facts) => facts.major === 4 && names(facts, /\/providers\/credentials$/),
    text: "The page is told the message of `new Error(text)` that `authorize` throws; other errors, such as those of a driver, are in the log, and the page gets `Configuration`",
    see: "docs/differences.md#errors",
  },
]

export function findDifferences(facts: Facts): Note[] {
  return RULES.filter(({ when }) => when(facts)).map(({ kind, code, text, see }) => {
    return { kind, code, text, see }
  })
}
