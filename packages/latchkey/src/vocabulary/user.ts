/** What every user has. An application adds its own fields by augmenting {@link User}. */
export interface DefaultUser {
  /** The adapter's id; without an adapter, see `session.user.id` in docs/sessions.md. */
  id?: string
  name?: string | null
  email?: string | null
  /** URL of a picture. */
  image?: string | null
}

/** The person who signs in, as the application knows them. */
export interface User extends DefaultUser {}
