// Written by tools/make-doors.mjs.
export type * from "./workos.js" with { "resolution-mode": "import" }
declare const main: typeof import("./workos.js", { with: { "resolution-mode": "import" } }).default
export default main
