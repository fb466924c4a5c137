import type { OAuth2Config, OAuthUserConfig } from "../contracts/provider.ts"
import { monogram } from "./logo.ts"
import { accountId } from "./wire.ts"

/** What 42 says of a person wherever one is named. */
export interface UserData {
  id: number
  /** Of the campus, e.g. `login@student.42.fr`. */
  email: string
  login: string
  first_name: string
  last_name: string
  usual_full_name: string | null
  usual_first_name: string | null
  url: string
  phone: string | null
  displayname: string
  /** Where it still is: `image.link` took its place. */
  image_url?: string | null
  "staff?": boolean
  correction_point: number
  pool_month: string | null
  pool_year: string | null
  location: string | null
  wallet: number
  anonymize_date: string
  created_at: string
  updated_at: string | null
  alumni: boolean
  "is_launched?"?: boolean
}

export interface CursusUser {
  grade: string | null
  level: number
  skills: { id: number; name: string; level: number }[]
  blackholed_at: string | null
  id: number
  begin_at: string | null
  end_at: string | null
  cursus_id: number
  has_coalition: boolean
  created_at: string
  updated_at: string | null
  user: UserData
  cursus: { id: number; created_at: string; name: string; slug: string }
}

export interface ProjectUser {
  id: number
  occurrence: number
  final_mark: number | null
  status: "in_progress" | "finished"
  "validated?"?: boolean | null
  current_team_id: number
  project: { id: number; name: string; slug: string; parent_id: number | null }
  cursus_ids: number[]
  marked_at: string | null
  marked: boolean
  retriable_at: string | null
  created_at: string
  updated_at: string | null
}

export interface Achievement {
  id: number
  name: string
  description: string
  tier: "none" | "easy" | "medium" | "hard" | "challenge"
  kind: "scolarity" | "project" | "pedagogy"
  visible: boolean
  image: string | null
  nbr_of_success: number | null
  users_url: string
}

export interface LanguagesUser {
  id: number
  language_id: number
  user_id: number
  position: number
  created_at: string
}

export interface TitlesUser {
  id: number
  user_id: number
  title_id: number
  selected: boolean
  created_at: string
  updated_at: string | null
}

export interface ExpertisesUser {
  id: number
  expertise_id: number
  interested: boolean
  value: number
  contact_me: boolean
  created_at: string
  user_id: number
}

export interface Campus {
  id: number
  name: string
  time_zone: string
  language: {
    id: number
    name: string
    identifier: string
    created_at: string
    updated_at: string | null
  }
  users_count: number
  vogsphere_id: number
  country: string
  address: string
  zip: string
  city: string
  website: string
  facebook: string
  twitter: string
  active: boolean
  email_extension: string
  default_hidden_phone: boolean
}

export interface CampusUser {
  id: number
  user_id: number
  campus_id: number
  is_primary: boolean
  created_at: string
  updated_at: string | null
}

export interface Image {
  link: string | null
  versions: Record<"micro" | "small" | "medium" | "large", string | null>
}

/** The answer of `GET /v2/me`: {@link https://api.intra.42.fr/apidoc/2.0/users/me.html}. */
export interface FortyTwoProfile extends UserData {
  groups: { id: string; name: string }[]
  cursus_users: CursusUser[]
  projects_users: ProjectUser[]
  languages_users: LanguagesUser[]
  achievements: Achievement[]
  titles: { id: string; name: string }[]
  titles_users: TitlesUser[]
  partnerships: unknown[]
  patroned: unknown[]
  patroning: unknown[]
  expertises_users: ExpertisesUser[]
  roles: { id: string; name: string }[]
  campus: Campus[]
  campus_users: CampusUser[]
  image?: Image | null
  user: unknown
  [member: string]: unknown
}

/**
 * 42 School.
 *
 * Environment: `AUTH_42_SCHOOL_ID`, `AUTH_42_SCHOOL_SECRET`.
 * Callback URL: `<origin>/api/auth/callback/42-school`.
 *
 * @see {@link https://profile.intra.42.fr/oauth/applications/new Register an app}
 * @see {@link https://api.intra.42.fr/apidoc/guides/web_application_flow Documentation}
 * @example
 * ```ts
 * import FortyTwo from "latchkey/providers/42-school"
 *
 * export const { handlers, auth } = NextAuth({ providers: [FortyTwo] })
 * ```
 */
export default function FortyTwo<P extends FortyTwoProfile = FortyTwoProfile>(
  config: OAuthUserConfig<P> = {},
): OAuth2Config<P> {
  return {
    id: "42-school",
    name: "42 School",
    type: "oauth",
    authorization: {
      url: "https://api.intra.42.fr/oauth/authorize",
      params: { scope: "public" },
    },
    token: "https://api.intra.42.fr/oauth/token",
    userinfo: "https://api.intra.42.fr/v2/me",
    client: { token_endpoint_auth_method: "client_secret_post" },
    // It is not known to check PKCE.
    checks: ["pkce", "state"],
    profile: (profile) => ({
      id: accountId(profile.id),
      name: profile.usual_full_name ?? profile.displayname ?? profile.login,
      email: profile.email ?? null,
      image: profile.image?.link ?? profile.image_url ?? null,
    }),
    style: { bg: "#000000", text: "#ffffff", logo: monogram("42", "#000000") },
    console: "https://profile.intra.42.fr/oauth/applications/new",
    options: config,
  }
}
