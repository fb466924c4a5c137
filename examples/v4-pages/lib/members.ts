import { scrypt, timingSafeEqual } from "node:crypto"
import { promisify } from "node:util"

export interface Member {
  id: string
  name: string
  email: string
  /** Of the shirt. */
  number: number
}

const derive = promisify<string, string, number, Buffer>(scrypt)

/** Where a larger club would ask its database. The passwords are in the README. */
const members: Record<string, Member & { salt: string; hash: string }> = {
  grace: {
    id: "member-9",
    name: "Grace Hopper",
    email: "grace@example.com",
    number: 9,
    salt: "bcaf42843adf863e04ef213b2c1b8734",
    hash: "e28c90da89ea1f0e4c1f791e9c449e27b71c27a106d293ffca7f45665139b913",
  },
}

export async function checkPassword(username: string, password: string): Promise<Member | null> {
  const found = members[username]
  if (!found) return null
  const { salt, hash, ...member } = found
  const given = await derive(password, salt, 32)
  return timingSafeEqual(given, Buffer.from(hash, "hex")) ? member : null
}
