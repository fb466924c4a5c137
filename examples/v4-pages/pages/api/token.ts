import type { NextApiRequest, NextApiResponse } from "next"
import { getToken } from "next-auth/jwt"
import { SESSION_COOKIE } from "../../lib/auth-options"

export default async function token(req: NextApiRequest, res: NextApiResponse) {
  const found = await getToken({ req, cookieName: SESSION_COOKIE })
  if (!found) return res.status(401).json({ who: null })
  return res.json({ who: found.email, sub: found.sub, number: found.number, expires: found.exp })
}
