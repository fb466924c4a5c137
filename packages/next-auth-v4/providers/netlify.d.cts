// Written by tools/make-doors.mjs.
export type * from "./netlify.js" with { "resolution-mode": "import" }
declare const main: typeof import("./netlify.js", { with: { "resolution-mode": "import" } }).default
export default main
