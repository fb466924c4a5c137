// Written by tools/make-doors.mjs.
export type * from "./okta.js" with { "resolution-mode": "import" }
declare const main: typeof import("./okta.js", { with: { "resolution-mode": "import" } }).default
export default main
