/** Lets a plain Node process run the TypeScript sources: `#crypto` is Node's file of them. */
import { registerHooks } from "node:module"

const source = new URL("../../src/crypto/node.ts", import.meta.url).href

registerHooks({
  resolve: (specifier, context, next) =>
    specifier === "#crypto" ? { url: source, shortCircuit: true } : next(specifier, context),
})
