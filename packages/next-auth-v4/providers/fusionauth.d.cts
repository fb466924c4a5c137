// Written by tools/make-doors.mjs.
export type * from "./fusionauth.js" with { "resolution-mode": "import" }
declare const main: typeof import("./fusionauth.js", { with: { "resolution-mode": "import" } }).default
export default main
