import { createServer, type Server } from "node:http"
import type { AddressInfo } from "node:net"
import { join } from "node:path"
import { fileURLToPath, pathToFileURL } from "node:url"
import { build } from "esbuild"
import { Auth, type AuthConfig } from "../../../src/index.ts"
import { appOf } from "../../doors/tools.ts"

/** A site without a framework: our routes, and a page with the client as an application bundles it. */
export interface PasskeySite {
  readonly url: string
  close(): Promise<void>
}

const source = fileURLToPath(new URL("../../../src", import.meta.url))

/** How the site has our code: as this checkout's, or as an application of Auth.js 5 has the packed doors. */
export interface PasskeySiteOptions {
  /** Which copy of `@simplewebauthn/browser` the client is bundled with. */
  readonly browserPackage?: string
  readonly door?: "own" | "v5"
}

const clients = {
  own: { from: ["./webauthn/index.ts", "./react/index.ts"], folder: source },
  v5: { from: ["next-auth/webauthn", "next-auth/react"], folder: appOf(5) },
}

/** `@auth/core` of an application of Auth.js 5. */
async function authOfDoor(): Promise<typeof Auth> {
  const file = join(appOf(5), "node_modules/@auth/core/index.js")
  return ((await import(/* @vite-ignore */ pathToFileURL(file).href)) as { Auth: typeof Auth }).Auth
}

async function bundleClient(browserPackage: string, door: "own" | "v5"): Promise<string> {
  const { from, folder } = clients[door]
  const { outputFiles } = await build({
    stdin: {
      contents: `
        import * as webauthn from "${from[0]}"
        import { __NEXTAUTH } from "${from[1]}"
        __NEXTAUTH.basePath = "/auth"
        Object.assign(window, webauthn)`,
      resolveDir: folder,
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

export async function startPasskeySite(
  config: AuthConfig,
  { browserPackage = "@simplewebauthn/browser", door = "own" }: PasskeySiteOptions = {},
): Promise<PasskeySite> {
  const client = await bundleClient(browserPackage, door)
  const auth = door === "v5" ? await authOfDoor() : Auth
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
      const response = await auth(request, config)
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
