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
} from "latchkey/doors/v4/react"
