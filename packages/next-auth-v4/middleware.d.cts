// Written by tools/make-doors.mjs.
export type * from "./middleware.js" with { "resolution-mode": "import" }
declare const main: typeof import("./middleware.js", { with: { "resolution-mode": "import" } }).default
export default main
export declare const withAuth: typeof import("./middleware.js", { with: { "resolution-mode": "import" } }).withAuth
