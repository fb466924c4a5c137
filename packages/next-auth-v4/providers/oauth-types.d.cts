// Written by tools/make-doors.mjs.
export type * from "./oauth-types.js" with { "resolution-mode": "import" }
declare const main: typeof import("./oauth-types.js", { with: { "resolution-mode": "import" } }).default
export default main
