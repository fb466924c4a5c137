export type { AuthConfig } from "./config/auth-config.ts"
export * from "./errors.ts"
