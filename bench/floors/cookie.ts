/** Bytes of a cookie's value that browsers keep, as Auth.js cuts them. */
const CHUNK = 3933

/** The `Cookie` header of a browser that has this token, cut as Auth.js cuts it, beside two other cookies. */
export function cookieHeader(name: string, value: string): string {
  const parts =
    value.length <= CHUNK
      ? [`${name}=${value}`]
      : Array.from({ length: Math.ceil(value.length / CHUNK) }, (_, n) => {
          return `${name}.${n}=${value.slice(n * CHUNK, (n + 1) * CHUNK)}`
        })
  return ["theme=dark", ...parts, "_ga=GA1.1.123456789.1700000000"].join("; ")
}

/** The value of a cookie, whole or in chunks, by one scan. */
export function cookieValue(header: string, name: string): string | undefined {
  const whole = scan(header, `${name}=`)
  if (whole !== undefined) return whole
  let value = ""
  for (let n = 0; ; n++) {
    const part = scan(header, `${name}.${n}=`)
    if (part === undefined) return value === "" ? undefined : value
    value += part
  }
}

function scan(header: string, start: string): string | undefined {
  for (let at = header.indexOf(start); at >= 0; at = header.indexOf(start, at + 1)) {
    if (at > 0 && header.charCodeAt(at - 1) !== 32) continue
    const end = header.indexOf(";", at)
    return header.slice(at + start.length, end < 0 ? undefined : end)
  }
  return undefined
}
