import type { Awaitable } from "../../vocabulary/awaitable.ts"
import type { HttpSourceOptions } from "./request.ts"
import type { AwsCredentials } from "./sigv4.ts"

export interface AwsAccess extends HttpSourceOptions {
  /** @default `AWS_REGION`, else `AWS_DEFAULT_REGION` */
  region?: string
  /** @default `AWS_ENDPOINT_URL_<SERVICE>`, `AWS_ENDPOINT_URL`, else the service's own */
  endpoint?: string
  /**
   * A function is asked every few minutes.
   *
   * @default those of the environment, a web identity, the container, or the machine, in this order
   */
  credentials?: AwsCredentials | (() => Awaitable<AwsCredentials>)
}
