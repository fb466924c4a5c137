// Written by tools/make-doors.mjs.
export type * from "./strava.js" with { "resolution-mode": "import" }
declare const main: typeof import("./strava.js", { with: { "resolution-mode": "import" } }).default
export default main
