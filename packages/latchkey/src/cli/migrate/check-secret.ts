import { loadDriver } from "../project/driver.ts"
import { checkValues } from "../doctor/check-values.ts"
import { type Project, readProject } from "../doctor/project.ts"
import type { Invocation } from "../command.ts"
import { environmentKeys } from "../../keys/environment.ts"
import { open } from "../../keys/open.ts"
import { createRing } from "../../keys/ring.ts"
import { seal } from "../../keys/seal.ts"
import { sessionSpec, sessionSpecs } from "../../session/session-cookies.ts"
import { readCookies } from "./session-tokens.ts"
import type { Note } from "./plan.ts"

export interface SecretCheck {
  /** The package whose environment is looked at. */
  readonly folder: string
  /** What stood there before. */
  readonly major: 4 | 5
  /** What `--cookie` was given; undefined without it. */
  readonly cookie: string | undefined
}

const SALT = "__Secure-authjs.session-token"

/** Whether sessions go on: the project's secret opens what the package before has sealed, and is worth something. */
export async function checkSecret(check: SecretCheck, { env }: Invocation): Promise<Note[]> {
  const project = readProject(check.folder, "production", env)
  const read = (name: string): string | undefined => project.settings.get(name)?.value
  const { secrets } = environmentKeys(read)
  const notes = [...(await worth(project)), ...order(check.major, read)]
  if (check.cookie !== undefined) return [...notes, await tryCookie(check.cookie, secrets)]
  const own = originalSecret(check.major, read)
  if (own === undefined) {
    const text =
      "No secret is in the env files or the environment here, so none could be tried. The one in production must stay what it is"
    return [...notes, { kind: "warning", code: "NoSecretHere", text }]
  }
  return [...notes, await roundTrip(check, own, secrets)]
}

/** The judgement of `latchkey doctor`, of what counts here. */
async function worth(project: Project): Promise<Note[]> {
  const told = new Set([
    "PublicSecret",
    "WeakSecret",
    "DamagedSecret",
    "EmptySecret",
    "DuplicateSecret",
  ])
  const findings = (await checkValues(project)).filter(({ code }) => told.has(code))
  return findings.map(({ code, message, file }): Note => ({
    kind: "warning",
    code,
    text: `${file === undefined ? "" : `${file}: `}${message}. \`npx latchkey doctor\` says what to do`,
    see: code === "PublicSecret" ? "docs/differences.md#secret-and-keys" : undefined,
  }))
}

type Read = (name: string) => string | undefined

/** What the package before took for its secret. */
function originalSecret(major: 4 | 5, read: Read): string | undefined {
  const names =
    major === 4 ? ["NEXTAUTH_SECRET", "AUTH_SECRET"] : ["AUTH_SECRET", "NEXTAUTH_SECRET"]
  return names.map(read).find((value) => value !== undefined && value.trim() !== "")
}

/** Where the newest secret is not the one that sealed until now: nobody is signed out by it, but by going back. */
function order(major: 4 | 5, read: Read): Note[] {
  const see = "docs/differences.md#secret-and-keys"
  const numbered = ["AUTH_SECRET_1", "AUTH_SECRET_2", "AUTH_SECRET_3"].filter((name) =>
    read(name)?.trim(),
  )
  const notes: Note[] = []
  if (numbered.length > 0 && (major === 4 || read("AUTH_SECRET"))) {
    notes.push({
      kind: "warning",
      code: "NumberedSecrets",
      text: `${numbered.join(", ")} ${major === 4 ? "was unknown to next-auth 4" : "was ignored by next-auth 5 as soon as AUTH_SECRET is set"} and counts from now on: the highest number seals. Before going back, make that one AUTH_SECRET, or those who sign in until then are signed out`,
      see,
    })
  }
  const [own, older] = [read("AUTH_SECRET"), read("NEXTAUTH_SECRET")]
  if (major === 4 && own?.trim() && older?.trim() && own !== older) {
    notes.push({
      kind: "warning",
      code: "SecretsDiffer",
      text: "AUTH_SECRET and NEXTAUTH_SECRET differ. next-auth 4 sealed with the second; from now on AUTH_SECRET seals and both open. Remove AUTH_SECRET, if it is of another purpose",
      see,
    })
  }
  return notes
}

async function tryCookie(text: string, secrets: readonly string[]): Promise<Note> {
  const tokens = readCookies(text)
  if (tokens.length === 0) {
    return { kind: "stop", code: "NoCookie", text: "What came by --cookie holds no session cookie" }
  }
  if (secrets.length === 0) {
    const text =
      "There is no secret here that the cookie could be opened with: set AUTH_SECRET as it is where the cookie is from"
    return { kind: "stop", code: "CookieNotOpened", text }
  }
  const ring = await createRing([...secrets], "the environment")
  for (const { name, token } of tokens) {
    const { status } = await open(ring, sessionSpecs(name), token)
    // One that has expired was opened all the same.
    if (status === "ok" || status === "expired") {
      const text = `The cookie that was given opens with the secret that is set here${status === "expired" ? " (it has expired)" : ""}`
      return { kind: "stays", code: "CookieOpens", text }
    }
  }
  return {
    kind: "stop",
    code: "CookieNotOpened",
    text: "The cookie that was given does not open with the secret that is set here: those who are signed in there would be signed out. Is it the secret of that environment?",
  }
}

/** Sealed by the one, opened by the other, in both directions; with the installed package where it can be loaded. */
async function roundTrip(
  { folder, major }: SecretCheck,
  secret: string,
  secrets: readonly string[],
): Promise<Note> {
  const original = await originalCodec(folder, major)
  const spec = sessionSpec(major === 4 ? "v4" : "v5", SALT)
  const { salt } = spec
  const own = await createRing([secret], "the environment")
  const ring = await createRing([...secrets], "the environment")
  const theirs = original
    ? await original.encode({ token: { sub: "migrate" }, secret, salt, maxAge: 600 })
    : await seal(own, spec, { sub: "migrate" }, { maxAge: 600 })
  const opened = await open(ring, sessionSpecs(SALT), theirs)
  const ours = await seal(own, spec, { sub: "migrate" }, { maxAge: 600 })
  const back = original ? await original.decode({ token: ours, secret, salt }) : { sub: "migrate" }
  if (opened.status !== "ok" || back?.sub !== "migrate") {
    const text = `A session sealed by next-auth ${major} with this secret does not go over. Please report it; nothing was changed`
    return { kind: "stop", code: "SessionNotOpened", text }
  }
  const text = original
    ? "Sessions: one sealed by the installed package opens with the secret that is set here, and the other way round"
    : "Sessions: one in the format of the package before opens with the secret that is set here"
  return { kind: "stays", code: "SessionsOpen", text }
}

interface Codec {
  encode(params: object): Promise<string>
  decode(params: object): Promise<{ sub?: string } | null>
}

async function originalCodec(folder: string, major: 4 | 5): Promise<Codec | undefined> {
  try {
    const { exports } = await loadDriver(
      folder,
      major === 4 ? ["next-auth/jwt"] : ["@auth/core/jwt", "next-auth/jwt"],
    )
    const { encode, decode } = exports
    if (typeof encode !== "function" || typeof decode !== "function") return undefined
    return { encode, decode } as unknown as Codec
  } catch {
    return undefined
  }
}
