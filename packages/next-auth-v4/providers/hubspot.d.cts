// Written by tools/make-doors.mjs.
export type * from "./hubspot.js" with { "resolution-mode": "import" }
declare const main: typeof import("./hubspot.js", { with: { "resolution-mode": "import" } }).default
export default main
