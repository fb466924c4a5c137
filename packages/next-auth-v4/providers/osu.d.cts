// Written by tools/make-doors.mjs.
export type * from "./osu.js" with { "resolution-mode": "import" }
declare const main: typeof import("./osu.js", { with: { "resolution-mode": "import" } }).default
export default main
