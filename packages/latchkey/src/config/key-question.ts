import type { LoggerInstance } from "../contracts/logger.ts"
import type { NotedEvent } from "../contracts/security-events.ts"
import type { SecretOption } from "../contracts/keys.ts"
import type { ReadEnvironment } from "../keys/environment.ts"
import type { KeyOptions } from "../keys/resolve.ts"
import type { Ring } from "../keys/ring.ts"
import { readEnv } from "../web/env.ts"
import type { AuthConfig } from "./auth-config.ts"
import { judgeRing, type Strictness } from "./judge.ts"
import { noteWithoutRequest } from "./note-event.ts"

/** Who asks for keys: one request. */
export interface Asker extends Strictness {
  readonly config: AuthConfig
  readonly incoming: { readonly request?: Request | undefined }
  readonly logger: Required<LoggerInstance>
}

const readProcess: ReadEnvironment = (name) => readEnv(name)

/** What keys are made from at one request. A class, since it is made at every check and mostly not asked for all. */
export class KeyQuestion implements KeyOptions {
  readonly secret: SecretOption | undefined
  readonly read: ReadEnvironment
  readonly #asker: Asker

  constructor(asker: Asker, secret: SecretOption | undefined) {
    const { env } = asker.config
    this.secret = secret
    this.read = env
      ? Object.assign((name: string) => readEnv(name, env), { scope: env })
      : readProcess
    this.#asker = asker
  }

  get passed(): boolean {
    return "secret" in this.#asker.config
  }

  get production(): boolean {
    return this.#asker.production
  }

  get request(): Request | undefined {
    return this.#asker.incoming.request
  }

  get logger(): Required<LoggerInstance> | undefined {
    return this.#asker.config.logger && this.#asker.logger
  }

  get note(): ((event: NotedEvent) => void) | undefined {
    const { securityEvents } = this.#asker.config
    return securityEvents && noteWithoutRequest(securityEvents, this.#asker.logger)
  }

  admit(ring: Ring): void | Promise<void> {
    return judgeRing(this.#asker, ring)
  }
}
