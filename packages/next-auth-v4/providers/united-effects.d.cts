// Written by tools/make-doors.mjs.
export type * from "./united-effects.js" with { "resolution-mode": "import" }
declare const main: typeof import("./united-effects.js", { with: { "resolution-mode": "import" } }).default
export default main
