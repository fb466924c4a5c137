/**
 * The e-mail provider, with the names of NextAuth 4: `latchkey/doors/v4/email`.
 *
 * @module
 */
export { default } from "../../providers/email.ts"
export type { NodemailerConfig } from "../../providers/nodemailer.ts"
export type {
  EmailConfig,
  EmailUserConfig,
  SendVerificationRequestParams,
} from "../../contracts/provider.ts"
export type { EmailProvider, EmailProviderType } from "./providers.ts"
