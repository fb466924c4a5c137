import type { ReactElement } from "react"
import { signInWithLocalId, signInWithMail, signInWithPassword } from "../app/actions.ts"
import { demoUser } from "../demo-user.ts"

const messages: Record<string, string> = {
  CredentialsSignin: "That name and password don’t match.",
  EmailSignin: "The mail could not be sent. Is the address right?",
}

/** What went wrong, in words; where there were too many attempts, until when. */
function messageOf(error: string, minutes: string | undefined): string {
  if (error !== "TooManyAttempts") {
    return messages[error] ?? "Sign-in did not work. Please try again."
  }
  const wait = /^\d{1,4}$/.test(minutes ?? "") ? `in ${minutes} min` : "in a while"
  return `There were too many attempts. Try again ${wait}, or take another way in.`
}

interface WaysInProps {
  error?: string | undefined
  minutes?: string | undefined
}

/** The three ways to sign in, without a line of JavaScript in the browser. */
export function WaysIn({ error, minutes }: WaysInProps): ReactElement {
  return (
    <section className="card ways" aria-labelledby="ways">
      <h2 id="ways">Sign in</h2>
      {error && (
        <p className="alert" role="alert">
          {messageOf(error, minutes)}
        </p>
      )}
      <form action={signInWithLocalId}>
        <button className="primary wide">Continue with Local ID</button>
      </form>
      <p className="or">or have a link mailed</p>
      <form action={signInWithMail} className="row">
        <label className="hidden" htmlFor="email">
          Mail address
        </label>
        <input
          id="email"
          name="email"
          type="email"
          autoComplete="email"
          placeholder="you@example.test"
          required
        />
        <button>Mail me a link</button>
      </form>
      <p className="or">or use the demo password</p>
      <form action={signInWithPassword} className="fields">
        <label>
          Name
          <input name="username" autoComplete="username" required />
        </label>
        <label>
          Password
          <input name="password" type="password" autoComplete="current-password" required />
        </label>
        <button className="wide">Sign in</button>
      </form>
      <p className="hint">
        Name <code>{demoUser.username}</code>, password <code>{demoUser.password}</code>
      </p>
    </section>
  )
}
