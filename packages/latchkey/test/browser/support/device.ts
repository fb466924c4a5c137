import type { CDPSession, Page } from "playwright-core"

/** The virtual authenticator of the DevTools protocol: a phone or laptop that holds passkeys. */
export class Device {
  readonly #cdp: CDPSession
  readonly #id: string

  private constructor(cdp: CDPSession, id: string) {
    this.#cdp = cdp
    this.#id = id
  }

  /** `lacks`: what it can't do. */
  static async attach(
    page: Page,
    transport: "internal" | "usb" = "internal",
    lacks: "nothing" | "verification" | "residence" | "presence" = "nothing",
  ): Promise<Device> {
    const cdp = await page.context().newCDPSession(page)
    await cdp.send("WebAuthn.enable", { enableUI: false })
    const { authenticatorId } = await cdp.send("WebAuthn.addVirtualAuthenticator", {
      options: {
        protocol: "ctap2",
        transport,
        hasResidentKey: lacks !== "residence",
        hasUserVerification: lacks !== "verification",
        isUserVerified: lacks !== "verification",
        automaticPresenceSimulation: lacks !== "presence",
      },
    })
    return new Device(cdp, authenticatorId)
  }

  async credentials(): Promise<unknown[]> {
    const params = { authenticatorId: this.#id }
    return (await this.#cdp.send("WebAuthn.getCredentials", params)).credentials
  }

  /** Puts credentials in, as somebody does who copied them. */
  async hold(credentials: unknown[]): Promise<void> {
    for (const credential of credentials) {
      const params = { authenticatorId: this.#id, credential: credential as never }
      await this.#cdp.send("WebAuthn.addCredential", params)
    }
  }

  /** Whether whoever holds it can say who they are. */
  verifies(isUserVerified: boolean): Promise<unknown> {
    const params = { authenticatorId: this.#id, isUserVerified }
    return this.#cdp.send("WebAuthn.setUserVerified", params)
  }

  async remove(): Promise<void> {
    await this.#cdp.send("WebAuthn.removeVirtualAuthenticator", { authenticatorId: this.#id })
  }
}

/** Who is signed in, as the page itself can know. */
export const who = (page: Page): Promise<string | undefined> =>
  page.evaluate(async () => {
    const response = await fetch("/auth/session")
    return ((await response.json()) as { user?: { email?: string } } | null)?.user?.email
  })

type SignIn = (provider: string, options: object) => Promise<unknown>

/** Calls the bundled client in the page: what it resolves to, or the name of what it throws. */
export const signIn = (page: Page, options: Record<string, string | boolean>): Promise<unknown> =>
  page.evaluate(
    (given) =>
      (window as unknown as { signIn: SignIn }).signIn("passkey", given).catch((error: Error) => ({
        thrown: error.name,
      })),
    options,
  )
