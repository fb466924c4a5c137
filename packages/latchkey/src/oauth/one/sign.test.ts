import { createHmac } from "node:crypto"
import fc from "fast-check"
import { describe, expect, it, vi } from "vitest"
import { type Parameter, percentEncode, signatureBaseString } from "./base-string.ts"
import { authorizationHeader, signature } from "./sign.ts"

/** The fields of a header, decoded. */
function fieldsOf(header: string): Map<string, string> {
  const pairs = [...header.matchAll(/([a-z_]+)="([^"]*)"/g)]
  return new Map(pairs.map(([, name, value]) => [name!, decodeURIComponent(value!)]))
}

describe("vectors", () => {
  /** RFC 5849 §1.2: the three requests of the printer, with the signatures that stand there. */
  it.each([
    {
      step: "temporary credentials",
      method: "POST",
      url: "https://photos.example.net/initiate",
      token: undefined,
      parameters: {
        oauth_timestamp: "137131200",
        oauth_nonce: "wIjqoS",
        oauth_callback: "http://printer.example.com/ready",
      },
      expected: "74KNZJeDHnMBp0EMJ9ZHt/XKycU=",
    },
    {
      step: "token credentials",
      method: "POST",
      url: "https://photos.example.net/token",
      token: { token: "hh5s93j4hdidpola", secret: "hdhd0244k9j7ao03" },
      parameters: {
        oauth_timestamp: "137131201",
        oauth_nonce: "walatlh",
        oauth_verifier: "hfdp7dh39dks9884",
      },
      expected: "gKgrFCywp7rO0OXSjdot/IHF7IU=",
    },
    {
      step: "a photo",
      method: "GET",
      url: "http://photos.example.net/photos?file=vacation.jpg&size=original",
      token: { token: "nnch734d00sl2jdk", secret: "pfkkdhi9sl3r4s00" },
      parameters: { oauth_timestamp: "137131202", oauth_nonce: "chapoH" },
      expected: "MdpQcU8iPSUjWoN/UDMsK2sui9I=",
    },
  ])("RFC 5849 §1.2: $step", async ({ method, url, token, parameters, expected }) => {
    const all: Parameter[] = [
      ["oauth_consumer_key", "dpf43f3p2l4k3l03"],
      ["oauth_signature_method", "HMAC-SHA1"],
      ...(token ? [["oauth_token", token.token] as const] : []),
      ...Object.entries(parameters),
    ]
    const signed = { method, url: new URL(url), parameters: all }
    const signers = { clientSecret: "kd94hf93k423kf44", credentials: token }
    expect(await signature(signed, signers)).toBe(expected)
  })

  it("RFC 5849 §3.4.1.1: form and query, duplicates, escapes, an empty value", () => {
    const form: Parameter[] = [...new URLSearchParams("c2&a3=2+q")]
    const parameters: Parameter[] = [
      ...form,
      ["oauth_consumer_key", "9djdj82h48djs9d2"],
      ["oauth_token", "kkk9d7dh3k39sjv7"],
      ["oauth_signature_method", "HMAC-SHA1"],
      ["oauth_timestamp", "137131201"],
      ["oauth_nonce", "7d8f3e4a"],
    ]
    const url = new URL("http://example.com/request?b5=%3D%253D&a3=a&c%40=&a2=r%20b")
    expect(signatureBaseString({ method: "post", url, parameters })).toBe(
      "POST&http%3A%2F%2Fexample.com%2Frequest&a2%3Dr%2520b%26a3%3D2%2520q%26a3%3Da%26b5%3D%253D%25253D%26c%2540%3D%26c2%3D%26oauth_consumer_key%3D9djdj82h48djs9d2%26oauth_nonce%3D7d8f3e4a%26oauth_signature_method%3DHMAC-SHA1%26oauth_timestamp%3D137131201%26oauth_token%3Dkkk9d7dh3k39sjv7",
    )
  })

  it.each([
    ["http://EXAMPLE.COM:80/r%20v/X?id=123", "http://example.com/r%20v/X"],
    ["https://www.example.net:8080/?q=1", "https://www.example.net:8080/"],
    ["https://example.com:443", "https://example.com/"],
  ])("RFC 5849 §3.4.1.2: %s", (url, address) => {
    const base = signatureBaseString({ method: "GET", url: new URL(url), parameters: [] })
    expect(decodeURIComponent(base.split("&")[1]!)).toBe(address)
  })

  it("the example of X's documentation", async () => {
    const parameters: Parameter[] = [
      ["status", "Hello Ladies + Gentlemen, a signed OAuth request!"],
      ["oauth_consumer_key", "xvz1evFS4wEEPTGEFPHBog"],
      ["oauth_nonce", "kYjzVBB8Y0ZFabxSWbWovY3uYSQ2pTgmZeNu2VS4cg"],
      ["oauth_signature_method", "HMAC-SHA1"],
      ["oauth_timestamp", "1318622958"],
      ["oauth_token", "370773112-GmHxMAgYyLbNEtIKZeRNFsMKPR9EyMZeS9weJAEb"],
      ["oauth_version", "1.0"],
    ]
    const url = new URL("https://api.twitter.com/1.1/statuses/update.json?include_entities=true")
    const credentials = { token: "", secret: "LswwdoUaIvS8ltyTt5jkRh4J50vUPVVHtR2YPi5kE" }
    const clientSecret = "kAcSOqF21Fu85e7zjz7ZN2U4ZRhfV3WpwPAoE3Z7kBw"
    expect(
      await signature({ method: "POST", url, parameters }, { clientSecret, credentials }),
    ).toBe("hCtSmYh+iHYCEqBWrE7C7hYmtUk=")
  })

  it.each([
    ["Ladies + Gentlemen", "Ladies%20%2B%20Gentlemen"],
    ["Dogs, Cats & Mice!*'()", "Dogs%2C%20Cats%20%26%20Mice%21%2A%27%28%29"],
    ["☃-._~", "%E2%98%83-._~"],
    ["\ud800", "%EF%BF%BD"],
  ])("encodes %j", (text, encoded) => expect(percentEncode(text)).toBe(encoded))
})

describe("any parameters", () => {
  const texts = fc.string({
    unit: fc.constantFrom("a", "B", "1", "%", "&", "=", "+", " ", "*", "'", "é", "☃", "😀", "\n"),
  })
  const pairs = fc.array(fc.tuple(texts, texts))

  it("what is encoded holds unreserved characters and escapes only, and decodes to itself", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        expect(percentEncode(text)).toMatch(/^(?:[\w.~-]|%[\dA-F]{2})*$/)
        expect(decodeURIComponent(percentEncode(text))).toBe(text)
      }),
    )
  })

  it("order doesn't matter, nor whether they come in the query; none is lost, none changed", () => {
    fc.assert(
      fc.property(pairs, fc.nat(), (all, at) => {
        const cut = at % (all.length + 1)
        const url = new URL("https://idp.example/x")
        for (const [name, value] of all.slice(0, cut)) url.searchParams.append(name, value)
        const signed = { method: "GET", url, parameters: all.slice(cut).toReversed() }
        const plain = { method: "GET", url: new URL("https://idp.example/x"), parameters: all }
        expect(signatureBaseString(signed)).toBe(signatureBaseString(plain))
        const [, , last = ""] = signatureBaseString(plain).split("&")
        const read = decodeURIComponent(last)
          .split("&")
          .filter((pair) => pair !== "")
          .map((pair) => pair.split("="))
        const byBytes = read.toSorted((a, b) =>
          Buffer.compare(Buffer.from(a.join("\0")), Buffer.from(b.join("\0"))),
        )
        expect(read).toEqual(byBytes)
        const sortedPairs = (list: readonly (readonly string[])[]): string[] =>
          list.map((pair) => JSON.stringify(pair)).toSorted()
        expect(sortedPairs(read.map((pair) => pair.map(decodeURIComponent)))).toEqual(
          sortedPairs(all),
        )
      }),
    )
  })

  it("another character anywhere is another signature", async () => {
    await fc.assert(
      fc.asyncProperty(pairs, texts, texts, async (all, a, b) => {
        fc.pre(a !== b)
        const of = (value: string, clientSecret = "s"): Promise<string> =>
          signature(
            {
              method: "GET",
              url: new URL("https://idp.example/"),
              parameters: [...all, ["x", value]],
            },
            { clientSecret },
          )
        expect(await of(a)).not.toBe(await of(b))
        expect(await of(a, `k${a}`)).not.toBe(await of(a, `k${b}`))
        expect(await of(a)).toMatch(/^[A-Za-z0-9+/]{27}=$/)
      }),
      { numRuns: 40 },
    )
  })
})

describe("the header", () => {
  const signed = { method: "GET", url: new URL("https://idp.example/me?a=1"), parameters: [] }
  const signers = {
    clientId: "the key",
    clientSecret: "the secret",
    credentials: { token: "a token", secret: "its secret" },
  }

  it("has every protocol parameter once, the time in seconds, and no secret", async () => {
    vi.useFakeTimers({ now: 1_800_000_000_999, toFake: ["Date"] })
    const header = await authorizationHeader(signed, signers, [["oauth_verifier", "v/1"]])
    vi.useRealTimers()
    const fields = fieldsOf(header)
    expect([...fields.keys()].toSorted()).toEqual([
      "oauth_consumer_key",
      "oauth_nonce",
      "oauth_signature",
      "oauth_signature_method",
      "oauth_timestamp",
      "oauth_token",
      "oauth_verifier",
      "oauth_version",
    ])
    expect(fields.get("oauth_timestamp")).toBe("1800000000")
    expect(fields.get("oauth_version")).toBe("1.0")
    expect(fields.get("oauth_verifier")).toBe("v/1")
    expect(header).not.toMatch(/the(%20| )secret|its(%20| )secret/)
    const nonce = fields.get("oauth_nonce")!
    const text = `GET&https%3A%2F%2Fidp.example%2Fme&a%3D1%26oauth_consumer_key%3Dthe%2520key%26oauth_nonce%3D${nonce}%26oauth_signature_method%3DHMAC-SHA1%26oauth_timestamp%3D1800000000%26oauth_token%3Da%2520token%26oauth_verifier%3Dv%252F1%26oauth_version%3D1.0`
    const expected = createHmac("sha1", "the%20secret&its%20secret").update(text).digest("base64")
    expect(fields.get("oauth_signature")).toBe(expected)
  })

  it("has only what there is to say, each separated from the next", async () => {
    const header = await authorizationHeader(signed, { clientId: "k", clientSecret: "s" })
    expect(header).toMatch(/^OAuth (?:[a-z_]+="[^"]*", ){5}[a-z_]+="[^"]*"$/)
    const names = [...fieldsOf(header).keys()].map((name) => name.replace("oauth_", ""))
    const all = ["consumer_key", "nonce", "signature_method", "timestamp", "version", "signature"]
    expect(names).toEqual(all)
  })

  it("never has the same nonce twice", async () => {
    const nonces = new Set<string>()
    for (let i = 0; i < 200; i++) {
      nonces.add(fieldsOf(await authorizationHeader(signed, signers)).get("oauth_nonce")!)
    }
    expect(nonces.size).toBe(200)
  })
})
