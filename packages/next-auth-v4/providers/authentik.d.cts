// Written by tools/make-doors.mjs.
export type * from "./authentik.js" with { "resolution-mode": "import" }
declare const main: typeof import("./authentik.js", { with: { "resolution-mode": "import" } }).default
export default main
