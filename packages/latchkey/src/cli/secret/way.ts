import { spawnSync } from "node:child_process"
import type { Invocation } from "../command.ts"
import { findOnPath } from "./find-on-path.ts"
import type { ApiRequest, Platform, Slot, Target } from "./platforms.ts"

/** How a platform is spoken to: by its own tool, or by its API where a token is set. */
export interface Way {
  /** What is set there, as text that the names stand in; null where it can't be had. */
  list(slot: Slot): Promise<string | null>
  /** Whether it took it. */
  set(target: Target): Promise<boolean>
  /** The call that lists, to name it in a message; holds no secret. */
  readonly listing: (slot: Slot) => string
}

/** The way to this platform from here; undefined where only a person can go it. */
export function findWay(platform: Platform, slot: Slot, invocation: Invocation): Way | undefined {
  const path = findOnPath(platform.tools, invocation.env)
  const { tool, api } = platform
  if (path && tool) {
    const call = (args: readonly string[], input: string): string | null =>
      callTool(path, args, input, invocation)
    return {
      list: async (at) => call(tool.list(at), ""),
      set: async (target) => call(tool.set(target), tool.input(target)) !== null,
      listing: (at) => `${platform.tools[0]} ${tool.list(at).join(" ")}`,
    }
  }
  const token = api && invocation.env[api.token]
  if (!api || !token || slot.environment === undefined) return undefined
  return {
    list: async (at) => callApi(api.list(at), token),
    set: async (target) => (await callApi(api.set(target), token)) !== null,
    listing: (at) => `GET ${api.list(at).url}`,
  }
}

function callTool(
  path: string,
  args: readonly string[],
  input: string,
  { folder, env }: Invocation,
): string | null {
  const { status, stdout } = spawnSync(path, args, {
    cwd: folder,
    env: env as NodeJS.ProcessEnv,
    input,
    encoding: "utf8",
    timeout: 120_000,
    stdio: ["pipe", "pipe", "ignore"],
    // Windows starts `.cmd` files through a shell only; no argument here holds anything to escape.
    shell: /\.(?:cmd|bat)$/i.test(path),
  })
  return status === 0 ? stdout : null
}

async function callApi(request: ApiRequest, token: string): Promise<string | null> {
  try {
    const response = await fetch(request.url, {
      method: request.method,
      headers: {
        accept: "application/json",
        "content-type": "application/json",
        ...request.headers,
        authorization: `Bearer ${token}`,
      },
      // A redirect would take the token and the value elsewhere.
      redirect: "error",
      signal: AbortSignal.timeout(30_000),
      ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
    })
    return response.ok ? await response.text() : null
  } catch {
    return null
  }
}
