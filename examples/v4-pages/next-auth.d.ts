import type { DefaultSession } from "next-auth"

declare module "next-auth" {
  interface Session {
    user: NonNullable<DefaultSession["user"]> & { number: number; nickname: string | null }
    provider?: string
  }
  interface User {
    number: number
  }
}

declare module "next-auth/jwt" {
  interface JWT {
    number: number
    nickname?: string
    provider?: string
  }
}
