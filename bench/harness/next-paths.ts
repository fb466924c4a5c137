/** Next.js has no `exports`, so Node does not find `next/server` as bundlers do: what next-auth 5 imports. */
import { registerHooks } from "node:module"

registerHooks({
  resolve: (specifier, context, next) =>
    next(/^next\/[a-z]+$/.test(specifier) ? `${specifier}.js` : specifier, context),
})
