import { betterAuthServer } from "./better-auth.ts"

export const server = betterAuthServer("jwt")
