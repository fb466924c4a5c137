import type { User } from "latchkey"
import { store } from "./database.ts"

/** The one user with a password. It is printed on the page: this is a demo. */
export const demoUser = {
  username: "demo",
  password: "demo-password",
  profile: { id: "demo", name: "Demo User", email: "demo@example.test" },
}

/** The user as the store has them: a session in the database belongs to someone who is there. */
export async function signedUp(): Promise<User> {
  const { adapter } = await store()
  const { id } = demoUser.profile
  const known = await adapter.getUser!(id)
  return known ?? adapter.createUser!({ ...demoUser.profile, emailVerified: null })
}
