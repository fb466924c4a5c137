import type { DefaultSession } from "next-auth"
import type { JWT as _JWT } from "next-auth/jwt"

export type Role = "admin" | "member"

declare module "next-auth" {
  interface Session {
    user: { id: string; role: Role } & DefaultSession["user"]
  }
  interface User {
    role?: Role
  }
}

declare module "next-auth/jwt" {
  interface JWT {
    userId?: string
    role?: Role
  }
}
