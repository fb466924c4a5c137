// Written by tools/make-doors.mjs.
export type * from "./atlassian.js" with { "resolution-mode": "import" }
declare const main: typeof import("./atlassian.js", { with: { "resolution-mode": "import" } }).default
export default main
