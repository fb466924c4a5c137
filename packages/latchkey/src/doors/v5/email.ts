/**
 * The e-mail provider, with the names of Auth.js 5: `latchkey/doors/v5/email`.
 *
 * @module
 */
export { default } from "../../providers/email.ts"
export type { NodemailerConfig } from "../../providers/nodemailer.ts"
export type { EmailConfig, EmailUserConfig } from "../../contracts/provider.ts"
export type {
  EmailProviderId,
  EmailProviderSendVerificationRequestParams,
  EmailProviderType,
} from "../core/providers.ts"
