import { parseEmail } from "../../../src/email/parse.ts"
import { clientAddress } from "../../../src/web/client-address.ts"
import { parseForwarded } from "../../../src/web/forwarded.ts"
import { parseHost } from "../../../src/web/host.ts"
import { escapeHtml, safeColor, safeImageUrl } from "../../../src/web/html.ts"
import { resolveOrigin } from "../../../src/web/origin.ts"
import { safeRedirect } from "../../../src/web/redirect.ts"
import { holds, latin, lines, type Target } from "../target.ts"

export const email: Target = {
  seeds: [
    "User@Example.com",
    '"a b"@x.com',
    "a@x.com,b@y.com",
    "a@xn--p1ai",
    "a@b@c.com",
    "a@1.2.3.4",
  ],
  run: (input) => {
    for (const text of [latin(input), input.toString()]) {
      const read = parseEmail(text)
      if (!read.ok) continue
      const { email: address } = read
      holds(/^[!-~]{3,254}$/.test(address), "it is visible ASCII, and short")
      holds(
        address.split("@").length === 2 && !/[,;:<>()"\\[\]]/.test(address),
        "it is one address",
      )
      holds(address === address.toLowerCase(), "it has one spelling")
      const again = parseEmail(address)
      holds(again.ok && again.email === address, "it reads as itself")
    }
  },
}

const ORIGIN = "https://app.example"

export const callbackUrl: Target = {
  seeds: [
    "/dash?a=b#c",
    "//evil.com",
    "https://app.example@evil.com/",
    "/\\evil.com",
    "/%2f/evil.com",
  ],
  run: (input) => {
    for (const text of [latin(input), input.toString()]) {
      const url = safeRedirect(text, { baseUrl: ORIGIN, basePath: "/auth" })
      if (url === undefined) continue
      holds(
        /^https:\/\/app\.example(?:[/?#][!-~]*)?$/.test(url),
        "it leads to us, in plain letters",
      )
      holds(new URL(url).origin === ORIGIN, "a browser goes there")
      holds(url.length <= 2048, "it fits into a cookie")
      holds(safeRedirect(url, { baseUrl: ORIGIN, basePath: "/auth" }) === url, "it answers itself")
    }
  },
}

export const hosts: Target = {
  seeds: ["app.example:8443", "[::1]:3000", "127.1", "a.example.", "user@host", "xn--a.b"],
  run: (input) => {
    const read = parseHost(latin(input))
    if (!read) return
    const { hostname, port } = read
    const url = new URL(`http://${hostname}${port && `:${port}`}/`)
    holds(url.hostname === hostname, "a browser reads the same host")
    holds(url.port === (Number(port) === 80 ? "" : String(Number(port) || "")), "and the same port")
  },
}

const forwardedNames = [
  "forwarded",
  "x-forwarded-host",
  "x-forwarded-proto",
  "x-forwarded-for",
  "host",
]

export const forwarded: Target = {
  seeds: [
    'host="a.example";proto=https, for=1.2.3.4',
    "host=a.example\na.example, b.example\nhttps\n1.2.3.4, ::1\nlocalhost:3000",
    'host="a\\"b"',
  ],
  run: (input) => {
    const values = latin(input).split("\n")
    const said = new Map(forwardedNames.map((name, at) => [name, values[at] ?? null]))
    const headers = { get: (name: string) => said.get(name) ?? null }
    parseForwarded(values[0] ?? "")
    for (const trustHost of [true, false, ["*.example"]]) {
      const found = resolveOrigin({ headers, trustHost })
      if (!found.ok) continue
      holds(new URL(found.origin).origin === found.origin, "it is an origin")
    }
    const address = clientAddress(headers, { proxies: 1 })
    holds(address === undefined || /^[0-9a-f.:]+$/.test(address), "it is an address")
  },
}

export const shown: Target = {
  seeds: ["rgb(1 2 3)", "red;x:y", "data:image/png;base64,AAAA", "javascript:alert(1)", "<b>&\"'"],
  run: (input) => {
    const [text, other] = lines(input)
    const color = safeColor(text)
    holds(
      color === undefined || /^[#a-z0-9 .,%()/+-]+$/i.test(color),
      "a colour stays in its place",
    )
    const image = safeImageUrl(other)
    holds(
      image === undefined || /^(?:https:|\/|data:image\/)[^"'<>\s]*$/i.test(image),
      "so does an image",
    )
    holds(!/[<>"']/.test(escapeHtml(text)), "text is text")
  },
}
