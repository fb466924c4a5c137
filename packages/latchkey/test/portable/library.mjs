/** Gathers what the suite is about from the package's modules, however those were loaded. */
export function library({ main, jwt, errors, memory, oidc, credentials }) {
  return {
    Auth: main.Auth,
    customFetch: main.customFetch,
    jwt,
    errors,
    MemoryAdapter: memory.MemoryAdapter,
    providers: { OIDC: oidc.default, Credentials: credentials.default },
  }
}

/** Where each of them is: below the package's name, and below a folder of built files. */
export const modules = {
  main: { name: "", file: "index.js" },
  jwt: { name: "/jwt", file: "jwt/index.js" },
  errors: { name: "/errors", file: "errors.js" },
  memory: { name: "/adapters/memory", file: "adapters/memory.js" },
  oidc: { name: "/providers/oidc", file: "providers/oidc.js" },
  credentials: { name: "/providers/credentials", file: "providers/credentials.js" },
}
