// Written by tools/make-doors.mjs.
export type * from "./discord.js" with { "resolution-mode": "import" }
declare const main: typeof import("./discord.js", { with: { "resolution-mode": "import" } }).default
export default main
