import { BARE, bareAdapter } from "../../databases/auth-js-adapters.ts"
import { nextAuth4Contender } from "./next-auth-4.ts"

export const contender = nextAuth4Contender(`4.24.15, ${BARE}`, bareAdapter)
