import { mayBeNewer, sameRequest, storedForms } from "../../../src/email/token.ts"
import { openData } from "../../../src/keys/data/seal-data.ts"
import { verifyMac } from "../../../src/keys/mac.ts"
import { open } from "../../../src/keys/open.ts"
import { checkProbeToken } from "../../../src/keys/probe-token.ts"
import {
  verifyWebhook,
  WebhookVerificationError,
} from "../../../src/security-events/webhook/verify.ts"
import { splitFacts } from "../../../src/session/claims.ts"
import { parseJsonObject } from "../../../src/web/json.ts"
import { formats, ringOf, specOf } from "../../tokens/forge.ts"
import { holds, latin, lines, refusable, type Target } from "../target.ts"

const specs = formats.map((format) => specOf(format))

export const sealed: Target = {
  seeds: [
    "eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIn0..AAAAAAAAAAAAAAAA.AAAA.AAAAAAAAAAAAAAAAAAAAAA",
    "eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2Q0JDLUhTNTEyIiwia2lkIjoiYSJ9..AAAAAAAAAAAAAAAAAAAAAA.AAAAAAAAAAAAAAAAAAAAAA.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
    "a..b.c.d",
    "....",
  ],
  run: async (input) => {
    const { status } = await open(await ringOf(), specs, latin(input))
    holds(status === "malformed" || status === "unknown" || status === "forged", "nothing opens")
  },
}

export const stored: Target = {
  seeds: [
    "lk1.aaaaaaaa.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
    "lk1.",
    "plain",
    "lk1.aaaaaaaa..bbbbbbbb",
  ],
  run: async (input) => {
    const text = latin(input)
    const { status } = await openData(await ringOf(), text, "account/a/b/access_token")
    holds(status !== "ok" && status !== "revoked", "nothing opens")
    holds((status === "plain") === !text.startsWith("lk1."), "what begins like a seal is not plain")
  },
}

export const probes: Target = {
  seeds: [
    "aaaaaaaa.1700000000.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
    "eyJ.a.b",
    "aaaaaaaa.1.",
  ],
  run: async (input) => {
    const verdict = await checkProbeToken(await ringOf(), latin(input), { hosts: ["app.example"] })
    holds(verdict === "foreign" || verdict === "refused", "nobody is told")
  },
}

export const mailed: Target = {
  seeds: [
    "aaaaaaaa.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\na@b.example",
    "x",
    ".",
    "a".repeat(64),
  ],
  run: async (input) => {
    const [token, identifier] = lines(input)
    const ring = await ringOf()
    const forms = await storedForms(ring, identifier, token, ["secret"])
    holds(forms.length > 0 && forms.length <= 3, "few forms")
    holds(!sameRequest(parseJsonObject(token) ?? {}, identifier, forms), "no note is about it")
    holds(typeof mayBeNewer(ring, token) === "boolean", "it is judged")
    holds(!(await verifyMac(ring, "csrf", identifier, token)), "no MAC is right")
  },
}

export const claims: Target = {
  seeds: [
    '{"lk":{"sid":"a","auth_time":1,"ver":1}}',
    '{"lk":{"sid":1}}',
    '{"jti":"x","iat":"y"}',
    '{"lk":null}',
  ],
  run: (input) => {
    const said = parseJsonObject(input.toString())
    if (!said) return
    const { token, facts } = splitFacts({ ...said })
    holds(!("lk" in token), "an application does not see our facts")
    holds(typeof facts.sid === "string" && typeof facts.auth_time === "number", "facts are facts")
  },
}

const WEBHOOK_SECRET = "whsec_" + Buffer.alloc(32, 7).toString("base64")

export const webhooks: Target = {
  seeds: ["v1,AAAA\n{}", 'v1,AAAA v1,BBBB\n{"data":{"id":"1"}}', " \n"],
  run: async (input) => {
    const [signature, body] = lines(input)
    const values: Readonly<Record<string, string>> = {
      "webhook-id": "1",
      "webhook-timestamp": String(Math.floor(Date.now() / 1000)),
      "webhook-signature": signature,
    }
    const headers = { get: (name: string) => values[name] ?? null } as Headers
    const request = { headers, text: async () => body }
    const read = await refusable([WebhookVerificationError], () =>
      verifyWebhook(request, WEBHOOK_SECRET),
    )
    holds(read === undefined, "no message is believed")
  },
}
