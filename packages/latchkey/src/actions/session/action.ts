import type { Context } from "../../config/context.ts"
import type { RequestInternal, ResponseInternal } from "../result.ts"
import { readSession } from "./read.ts"
import { MissingCSRF } from "../../errors.ts"
import { late } from "../../web/late.ts"

const csrf = late(() => import("../csrf.ts"))

/** GET and POST /session. Without a session: `null`, or `{}` through the v4 door. */
export async function sessionAction(
  context: Context,
  request: RequestInternal,
): Promise<ResponseInternal> {
  const nobody = context.compat === 4 ? {} : null
  if (request.method === "GET") {
    const { session, cookies } = await readSession(context, { write: true })
    return { body: session ?? nobody, cookies }
  }
  const { requireCsrf } = await csrf()
  try {
    await requireCsrf(context, request)
  } catch (error) {
    if (error instanceof MissingCSRF) return { status: 400, body: nobody }
    throw error
  }
  const update = { data: request.body["data"] }
  const { session, cookies } = await readSession(context, { write: true, update })
  return { body: session ?? nobody, cookies }
}
