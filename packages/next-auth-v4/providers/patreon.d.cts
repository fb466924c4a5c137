// Written by tools/make-doors.mjs.
export type * from "./patreon.js" with { "resolution-mode": "import" }
declare const main: typeof import("./patreon.js", { with: { "resolution-mode": "import" } }).default
export default main
