import { createServer, type Server } from "node:http"
import type { AddressInfo } from "node:net"
import { fileURLToPath } from "node:url"
import { build } from "esbuild"
import { Auth, type AuthConfig } from "../../../src/index.ts"

/** A site without a framework: our routes, and a page with the client as an application bundles it. */
export interface PasskeySite {
  readonly url: string
  close(): Promise<void>
}

const source = fileURLToPath(new URL("../../../src", import.meta.url))

async function bundleClient(browserPackage: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: {
      contents: `
        import { signIn, WebAuthnError } from "./webauthn/index.ts"
        import { __NEXTAUTH } from "./react/index.ts"
        __NEXTAUTH.basePath = "/auth"
        Object.assign(window, { signIn, WebAuthnError })`,
      resolveDir: source,
      loader: "ts",
    },
    bundle: true,
    write: false,
    format: "iife",
    platform: "browser",
    alias: { "@simplewebauthn/browser": browserPackage },
    define: { "process.env.NODE_ENV": '"production"' },
    logLevel: "silent",
  })
  return outputFiles[0]!.text
}

/** @param browserPackage which copy of `@simplewebauthn/browser` the client is bundled with */
export async function startPasskeySite(
  config: AuthConfig,
  browserPackage: string = "@simplewebauthn/browser",
): Promise<PasskeySite> {
  const client = await bundleClient(browserPackage)
  const home = `<!doctype html><title>home</title><input autocomplete="username webauthn"><script src="/client.js"></script>`
  const server: Server = createServer((incoming, outgoing) => {
    void (async () => {
      const url = `http://${incoming.headers.host}${incoming.url}`
      const { pathname } = new URL(url)
      if (!pathname.startsWith("/auth/")) {
        const isClient = pathname === "/client.js"
        outgoing.setHeader("content-type", isClient ? "text/javascript" : "text/html")
        outgoing.end(isClient ? client : home)
        return
      }
      const chunks: Buffer[] = []
      for await (const chunk of incoming) chunks.push(chunk as Buffer)
      const { method = "GET" } = incoming
      const headers = Object.entries(incoming.headers).map(([name, value]) => [name, String(value)])
      const body = method === "POST" ? { body: Buffer.concat(chunks) } : {}
      const request = new Request(url, { method, headers: headers as [string, string][], ...body })
      const response = await Auth(request, config)
      const cookies = response.headers.getSetCookie()
      outgoing.writeHead(response.status, {
        ...Object.fromEntries(response.headers),
        ...(cookies.length > 0 ? { "set-cookie": cookies } : {}),
      })
      outgoing.end(Buffer.from(await response.arrayBuffer()))
    })()
  })
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://localhost:${port}`,
    close: () =>
      new Promise((done) => {
        server.close(() => done())
        server.closeAllConnections()
      }),
  }
}
