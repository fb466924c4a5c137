/** The installed package, by imports that a bundler follows. */
import * as main from "latchkey"
import * as memory from "latchkey/adapters/memory"
import * as errors from "latchkey/errors"
import * as jwt from "latchkey/jwt"
import * as credentials from "latchkey/providers/credentials"
import * as oidc from "latchkey/providers/oidc"
import { library } from "./library.mjs"

export const lib = library({ main, jwt, errors, memory, oidc, credentials })
