// Written by tools/make-doors.mjs.
export type * from "./keycloak.js" with { "resolution-mode": "import" }
declare const main: typeof import("./keycloak.js", { with: { "resolution-mode": "import" } }).default
export default main
