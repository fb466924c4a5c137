import type { NextApiRequest, NextApiResponse } from "next"
import { getServerSession } from "next-auth/next"
import { authOptions } from "../../lib/auth-options"

export default async function me(req: NextApiRequest, res: NextApiResponse) {
  const session = await getServerSession(req, res, authOptions)
  if (!session) return res.status(401).json({ who: null })
  const { email, number, nickname } = session.user
  return res.json({ who: email, number, nickname, provider: session.provider })
}
