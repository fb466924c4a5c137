// Written by tools/make-doors.mjs.
export type * from "./gitlab.js" with { "resolution-mode": "import" }
declare const main: typeof import("./gitlab.js", { with: { "resolution-mode": "import" } }).default
export default main
