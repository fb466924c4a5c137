/**
 * The relying-party modules of the OpenID Foundation's conformance suite, and of its suite for financial-grade clients
 * what any client of the code flow must do, by their own names, in query and in form_post.
 */
import { basic } from "./scenarios/basic.ts"
import { discovery } from "./scenarios/discovery.ts"
import { fapi, fapiAccepted, jwtResponses } from "./scenarios/fapi.ts"
import { hybrid } from "./scenarios/hybrid.ts"
import { playAll, provideOp } from "./support/scenario.ts"

const op = provideOp()

playAll("OIDF", op, { ...basic, ...discovery })
playAll("OIDF of the hybrid flow", op, hybrid)
playAll("FAPI", op, { ...fapi, ...jwtResponses })
playAll("FAPI accepted", op, fapiAccepted)
