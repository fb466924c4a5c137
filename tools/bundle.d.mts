/** Weights in bytes after gzip: see `bundle.mjs`. */
export function bundle(
  source: string,
  folder: string,
  options?: { platform?: "neutral" | "node"; soon?: readonly string[] },
): Promise<{ gzipped: number; withSoon: number; later: number; nodeImports: string[] }>
export const signIn: readonly string[]
