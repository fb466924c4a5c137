import { BARE, bareAdapter } from "../../databases/auth-js-adapters.ts"
import { authCoreContender } from "./auth-core.ts"

export const contender = authCoreContender(`0.41.3, ${BARE}`, bareAdapter)
