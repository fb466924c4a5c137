/** Every kind of token that we make, each with the function that makes it and the one that reads it. */
import { cookieKinds } from "./cookie-kinds.ts"
import type { Kind } from "./kind.ts"
import { plainKinds } from "./plain-kinds.ts"

export const kinds: readonly Kind[] = [...cookieKinds, ...plainKinds]
