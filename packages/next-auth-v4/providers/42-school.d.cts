// Written by tools/make-doors.mjs.
export type * from "./42-school.js" with { "resolution-mode": "import" }
declare const main: typeof import("./42-school.js", { with: { "resolution-mode": "import" } }).default
export default main
