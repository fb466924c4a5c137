import { scryptSync, timingSafeEqual } from "node:crypto"

export type Role = "member" | "librarian"

export interface Person {
  id: string
  name: string
  email: string
  role: Role
  salt: string
  hash: string
}

/** Where a larger application would ask its database. The passwords are in the README. */
const people: Person[] = [
  {
    id: "17",
    name: "Grace Hopper",
    email: "grace@example.com",
    role: "librarian",
    salt: "6251b353ff930403dda6c1bbba927269",
    hash: "7d58ecd67664dd7c182e9a878653f59072f446271876d2bf498b5cdefb5df1b7",
  },
]

export function findByPassword(username: string, password: string): Person | null {
  const person = people.find(({ email }) => email.startsWith(`${username}@`))
  if (!person) return null
  const given = scryptSync(password, person.salt, 32)
  return timingSafeEqual(given, Buffer.from(person.hash, "hex")) ? person : null
}
