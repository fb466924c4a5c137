import type { User, DefaultUser, NextAuthOptions, EventCallbacks, Session } from "next-auth"
import type { AdapterUser } from "next-auth/adapters"
declare const u: User
export const id: string = u.id
declare const s: Session
export const id2: string | undefined = s.user?.id
declare module "next-auth" { interface User extends DefaultUser { role: string } interface Profile { groups: string[] } }
export const r: string = u.role
export const o: NextAuthOptions = { providers: [], events: { signIn({ user }) { const i: string = user.id; const r: string = user.role } }, callbacks: { signIn({ profile }) { const g: string[] | undefined = profile?.groups; const e: string | undefined = profile?.email; return true }, jwt({ token, user }: { token: any; user: User }) { token.id = user.id satisfies string; return token } } }
declare const a: AdapterUser
export const ar: string = a.role
