// Written by tools/make-doors.mjs.
export type * from "./foursquare.js" with { "resolution-mode": "import" }
declare const main: typeof import("./foursquare.js", { with: { "resolution-mode": "import" } }).default
export default main
