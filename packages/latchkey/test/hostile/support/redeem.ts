import { createHash } from "node:crypto"
import type { Grant, Json, Op } from "./bend.ts"
import { CLIENT_ID, CLIENT_SECRET } from "./client.ts"

interface Redeemed {
  status?: number
  body: Json
}

const no = (error: string): Redeemed => ({ status: 400, body: { error } })

/** The token endpoint: strict, since what a client sends is judged here. */
export async function redeem(op: Op, body: URLSearchParams): Promise<Redeemed> {
  if (!isClient(op, body)) return { ...no("invalid_client"), status: 401 }
  if (body.get("grant_type") === "refresh_token") return refresh(op, body)
  if (body.get("grant_type") !== "authorization_code") return no("unsupported_grant_type")
  const code = body.get("code") ?? ""
  const grant = op.grants.get(code)
  op.grants.delete(code)
  if (!grant || body.get("redirect_uri") !== grant.redirectUri) return no("invalid_grant")
  const verifier = body.get("code_verifier")
  // RFC 9700 §4.8.2: a verifier where there was no challenge is as wrong as none where there was one.
  if ((grant.challenge === undefined) !== (verifier === null)) return no("invalid_grant")
  const hash = createHash("sha256")
    .update(verifier ?? "")
    .digest("base64url")
  if (grant.challenge !== undefined && grant.challenge !== hash) return no("invalid_grant")
  return answer(op, grant)
}

async function answer(op: Op, grant: Grant): Promise<Redeemed> {
  const access_token = `at-canary-${crypto.randomUUID()}`
  const refresh_token = `rt-canary-${crypto.randomUUID()}`
  op.grants.set(refresh_token, grant)
  const id_token = await op.idToken(grant, access_token)
  const truth = { access_token, token_type: "Bearer", id_token, refresh_token, expires_in: 300 }
  return { body: op.bend.token?.(truth) ?? truth }
}

function refresh(op: Op, body: URLSearchParams): Redeemed | Promise<Redeemed> {
  const token = body.get("refresh_token") ?? ""
  const grant = op.grants.get(token)
  op.grants.delete(token)
  return grant ? answer(op, grant) : no("invalid_grant")
}

function isClient(op: Op, body: URLSearchParams): boolean {
  const header = op.last("/token").authorization
  const basic = Buffer.from(`${CLIENT_ID}:${CLIENT_SECRET}`).toString("base64")
  if (header !== undefined) {
    const given = Buffer.from(header.replace(/^Basic /, ""), "base64").toString()
    return decodeURIComponent(given) === Buffer.from(basic, "base64").toString()
  }
  return body.get("client_id") === CLIENT_ID && body.get("client_secret") === CLIENT_SECRET
}
