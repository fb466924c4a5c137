import { betterAuthContender } from "./better-auth.ts"

export const contender = betterAuthContender("jwt")
