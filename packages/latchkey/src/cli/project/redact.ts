const TELLING = /SECRET|TOKEN|PASSW|PWD|KEY|CREDENTIAL|DSN|_UR[IL]$|^DATABASE/i

/** Takes what must not be shown out of a text that others wrote. */
export type Redact = (text: string) => string

/**
 * For messages of drivers and of the project's own code: passwords within addresses, and the values of variables whose
 * names say that they are secret, also where they are written in base64, hexadecimal or as part of an address.
 */
export function redactor(env: Iterable<readonly [name: string, value: string]>): Redact {
  const values = new Set<string>()
  for (const [name, value] of env) {
    if (!TELLING.test(name) || value.length < 8) continue
    const bytes = Buffer.from(value)
    values.add(value).add(encodeURIComponent(value))
    values.add(bytes.toString("hex")).add(bytes.toString("base64")).add(bytes.toString("base64url"))
  }
  const longestFirst = [...values].toSorted((a, b) => b.length - a.length)
  return (text) => {
    let shown = text
    for (const value of longestFirst) shown = shown.replaceAll(value, "…")
    return withoutPasswords(shown)
  }
}

/** `postgres://user:…@host/db`. */
function withoutPasswords(text: string): string {
  return text.replaceAll(/(\b[a-z][a-z\d+.-]*:\/\/[^\s/:@]*):[^\s/]*@/gi, "$1:…@")
}
