/** What the sign-in page says for each code; each sentence ends with what the person can do. */
const signIn: Readonly<Record<string, string>> = {
  Signin: "Signing in didn’t work. Try again, or choose another way to sign in.",
  OAuthSignin: "We couldn’t reach that service. Try again in a moment.",
  OAuthCallbackError:
    "That service didn’t confirm who you are. Try again, or choose another way to sign in.",
  OAuthCreateAccount:
    "We couldn’t create your account. Try again, or choose another way to sign in.",
  EmailCreateAccount: "We couldn’t create your account. Check the address and try again.",
  Callback:
    "Something went wrong on the way back to us. Try again, or choose another way to sign in.",
  OAuthAccountNotLinked:
    "Your e-mail address already has an account. Sign in the way you did the first time.",
  AccountNotLinked:
    "That passkey or address belongs to another account. Sign in the way you did the first time.",
  EmailSignin: "We couldn’t send the e-mail. Check the address and try again in a moment.",
  CredentialsSignin: "Those details don’t match an account. Check what you typed and try again.",
  SessionRequired: "Please sign in to see that page.",
  ReauthenticationRequired: "Please sign in again: what you asked for needs a sign-in of just now.",
  ConsentRequired: "Please sign in with that service again, so that we may go on using it for you.",
  MissingCSRF:
    "This page was open for too long, or your browser blocks cookies. Allow cookies and try again.",
  MissingClientId:
    "This isn’t set up yet. Choose another way to sign in, or tell the people who run this site.",
  WebAuthnVerificationError:
    "We couldn’t check your passkey. Try again, or choose another way to sign in.",
  TooManyAttempts:
    "There were too many attempts. Wait for some minutes and try again, or choose another way to sign in.",
  TooManySessions:
    "You’re signed in on as many devices as you may be. Sign out on one of them, then try again here.",
  Configuration: "Something is wrong on our side. Try again, or choose another way to sign in.",
  Unavailable: "Something that we need doesn’t answer just now. Try again in a moment.",
}

/** Title and text of an error page. */
export interface ErrorText {
  readonly title: string
  readonly text: string
}

const errors: Readonly<Record<string, ErrorText>> = {
  Configuration: {
    title: "Something is wrong on our side",
    text: "We couldn’t sign you in. Try again in a moment; if it happens again, tell the people who run this site, with the reference below if there is one. The reason is in the server’s log.",
  },
  Unavailable: {
    title: "Signing in isn’t possible just now",
    text: "Something that we need doesn’t answer. Nothing was lost: try again in a moment. If it goes on, tell the people who run this site, with the reference below if there is one.",
  },
  AccessDenied: {
    title: "You don’t have access",
    text: "This account isn’t allowed to sign in here. Use another account, or ask the people who run this site to let you in.",
  },
  LastSignInMethod: {
    title: "This is your last way to sign in",
    text: "Without it you could not come back. Link another account first, then remove this one.",
  },
  Verification: {
    title: "This link no longer works",
    text: "A sign-in link works once and for a limited time. Ask for a new one and open the latest e-mail.",
  },
}

const general: ErrorText = {
  title: "We couldn’t sign you in",
  text: "Something unexpected happened. Go back and try again.",
}

/** The sentence for a code; codes are looked up, never shown (ADV-BA04). */
export function signInMessage(code: string): string {
  // The name NextAuth v4 has for it.
  const known = code === "OAuthCallback" ? "OAuthCallbackError" : code
  return Object.hasOwn(signIn, known) ? signIn[known]! : signIn["Signin"]!
}

/** The error page's text for a code; the general one for an unknown or absent code. */
export function errorText(code: string | undefined): ErrorText {
  return code !== undefined && Object.hasOwn(errors, code) ? errors[code]! : general
}
