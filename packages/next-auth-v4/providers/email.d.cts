// Written by tools/make-doors.mjs.
export type * from "./email.js" with { "resolution-mode": "import" }
declare const main: typeof import("./email.js", { with: { "resolution-mode": "import" } }).default
export default main
