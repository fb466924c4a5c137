"use client"
// Written by tools/make-doors.mjs.
export {
  SessionProvider,
  SessionContext,
  useSession,
  getSession,
  getCsrfToken,
  getProviders,
  signIn,
  signOut,
  __NEXTAUTH,
} from "latchkey/doors/v5/react"
