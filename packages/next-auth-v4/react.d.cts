// Written by tools/make-doors.mjs.
export type * from "./react.js" with { "resolution-mode": "import" }
export declare const SessionProvider: typeof import("./react.js", { with: { "resolution-mode": "import" } }).SessionProvider
export declare const SessionContext: typeof import("./react.js", { with: { "resolution-mode": "import" } }).SessionContext
export declare const useSession: typeof import("./react.js", { with: { "resolution-mode": "import" } }).useSession
export declare const getSession: typeof import("./react.js", { with: { "resolution-mode": "import" } }).getSession
export declare const getCsrfToken: typeof import("./react.js", { with: { "resolution-mode": "import" } }).getCsrfToken
export declare const getProviders: typeof import("./react.js", { with: { "resolution-mode": "import" } }).getProviders
export declare const signIn: typeof import("./react.js", { with: { "resolution-mode": "import" } }).signIn
export declare const signOut: typeof import("./react.js", { with: { "resolution-mode": "import" } }).signOut
