// Written by tools/make-doors.mjs.
export type * from "./auth0.js" with { "resolution-mode": "import" }
declare const main: typeof import("./auth0.js", { with: { "resolution-mode": "import" } }).default
export default main
