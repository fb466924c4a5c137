/**
 * What is loaded with its first use, and is at hand from then on: to import again what is loaded already costs more than
 * a cipher. A load that fails is tried again.
 */
export function late<T extends object>(load: () => Promise<T>): () => T | Promise<T> {
  let loaded: T | undefined
  return () => loaded ?? load().then((found) => (loaded = found))
}
