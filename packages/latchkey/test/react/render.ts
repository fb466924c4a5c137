import type { ReactNode } from "react"
import { act, createElement, StrictMode } from "react"
import { createRoot, hydrateRoot } from "react-dom/client"
import { vi } from "vitest"
import type { AuthClient, SessionContextValue, UseSessionOptions } from "../../src/react/types.ts"
import { ORIGIN } from "./fake-auth-server.ts"

export interface Rendered {
  readonly container: HTMLElement
  render(node: ReactNode): Promise<void>
  unmount(): Promise<void>
}

const open: Rendered[] = []

/** Renders for real, effects included. */
export async function render(
  node: ReactNode,
  options: { strict?: boolean; html?: string } = {},
): Promise<Rendered> {
  Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true })
  const container = document.body.appendChild(document.createElement("div"))
  const wrap = (inner: ReactNode): ReactNode =>
    options.strict ? createElement(StrictMode, null, inner) : inner
  if (options.html !== undefined) container.innerHTML = options.html
  const root = await act(async () => {
    if (options.html !== undefined) return hydrateRoot(container, wrap(node))
    const created = createRoot(container)
    created.render(wrap(node))
    return created
  })
  const rendered: Rendered = {
    container,
    render: (next) => act(async () => root.render(wrap(next))),
    unmount: async () => {
      await act(async () => root.unmount())
      container.remove()
    },
  }
  open.push(rendered)
  return rendered
}

export async function unmountAll(): Promise<void> {
  for (const rendered of open.splice(0)) await rendered.unmount()
}

export interface Probe {
  readonly node: ReactNode
  /** What `useSession` said at each render. */
  readonly seen: SessionContextValue[]
  /** Status and name, e.g. `authenticated ada`, without repetitions. */
  history(): string[]
  now(): string | undefined
}

const say = ({ status, data }: SessionContextValue): string =>
  data ? `${status} ${data.user?.name}` : status

/** A component that writes down what `useSession` says. */
export function probe(client: AuthClient, options?: UseSessionOptions): Probe {
  const seen: SessionContextValue[] = []
  function Page(): ReactNode {
    const value = client.useSession(options) as SessionContextValue
    seen.push(value)
    return createElement("p", null, say(value))
  }
  const history = (): string[] => seen.map(say).filter((said, i, all) => said !== all[i - 1])
  return { node: createElement(Page), seen, history, now: () => history().at(-1) }
}

/** Lets requests, messages and effects happen. */
export const settle = (milliseconds = 10): Promise<void> =>
  act(() => new Promise<void>((resolve) => setTimeout(resolve, milliseconds)))

/** Does something that changes what components show, and waits for them. */
export async function doing<T>(action: () => Promise<T>): Promise<T> {
  const result = await act(action)
  await settle()
  return result
}

/** A response that comes when the test says so. */
export function later(): {
  readonly promise: Promise<Response>
  resolve(response: Response): void
} {
  let resolve: (response: Response) => void = () => {}
  const promise = new Promise<Response>((settled) => {
    resolve = settled
  })
  return { promise, resolve: (response) => resolve(response) }
}

export interface FakeLocation {
  /** Where the page was sent, in order. */
  readonly visited: string[]
  readonly reload: () => void
}

/** A location that can be left without leaving. */
export function fakeLocation(href = `${ORIGIN}/page`): FakeLocation {
  const visited: string[] = []
  const fake = {
    visited,
    reload: vi.fn(),
    get href() {
      return href
    },
    set href(to: string) {
      visited.push(to)
    },
  }
  vi.stubGlobal("location", fake)
  return fake
}

/** The tab comes to the front. */
export async function focus(): Promise<void> {
  document.dispatchEvent(new Event("visibilitychange"))
  await settle()
}
