/** What a form field is called that names an account, in the order in which they are believed. Without `-` and `_`. */
const NAMES = [
  "email",
  "emailaddress",
  "mail",
  "username",
  "user",
  "userid",
  "login",
  "loginid",
  "identifier",
  "account",
  "phone",
  "phonenumber",
  "mobile",
  "handle",
  "name",
]
/** Kinds of fields that name nobody. */
const NAMELESS: ReadonlySet<string> = new Set(["password", "hidden", "checkbox"])
/** Fields of a form that nobody declared: so many of them are taken for names. */
const MAX_NAMES = 4
/** Characters of a name that count. */
const LENGTH = 320

type Declared = Readonly<Record<string, { readonly type?: string | undefined }>>

/**
 * The names of the accounts that what was typed may be for: that of the field which the provider declares.
 * Where it declares none, of each that has such a name, since it is not known which one `authorize` reads, and
 * others could be filled with anything.
 */
export function typedAccounts(
  declared: Declared | undefined,
  typed: Readonly<Record<string, unknown>>,
): string[] {
  const fields = Object.keys(declared ?? {}).filter(
    (name) => Object.hasOwn(typed, name) && !NAMELESS.has(declared![name]?.type ?? "text"),
  )
  const named = byRank(fields)
  const chosen = named[0] ?? fields[0]
  const names = chosen === undefined ? byRank(Object.keys(typed)).slice(0, MAX_NAMES) : [chosen]
  return names.map((name) => asText(typed[name]))
}

const asText = (value: unknown): string =>
  typeof value === "string" ? value : (JSON.stringify(value) ?? "")

function byRank(names: readonly string[]): string[] {
  const rank = (name: string): number => NAMES.indexOf(name.toLowerCase().replaceAll(/[-_]/g, ""))
  return names.filter((name) => rank(name) >= 0).toSorted((a, b) => rank(a) - rank(b))
}

/** What Unicode has one spelling of, and no mark that can't be seen. */
const VISIBLE = /^[!-~]*$/

/**
 * A name as attempts for it are counted: whatever the application takes for the same account has to be the same here.
 * More may be; they share their limit then. So case, blanks and marks that can't be seen don't count, and in an address
 * neither what stands behind a `+`, nor the dots that Gmail does not see.
 */
export function oneSpelling(name: string): string {
  const start = name.slice(0, LENGTH)
  const seen = VISIBLE.test(start)
    ? start
    : start.normalize("NFKC").replaceAll(/[\p{Z}\p{C}]/gu, "")
  const plain = seen.toLowerCase()
  const at = plain.lastIndexOf("@")
  if (at < 1) return plain
  const domain = plain.slice(at + 1).replace(/^googlemail\.com$/, "gmail.com")
  const box = plain.slice(0, at).replace(/(?<=.)\+.*$/, "")
  return `${domain === "gmail.com" ? box.replaceAll(".", "") : box}@${domain}`
}
