import Link from "next/link"
import type { ReactElement } from "react"
import { auth } from "../auth.ts"
import { SignedIn } from "../components/signed-in.tsx"
import { WaysIn } from "../components/ways-in.tsx"

const origin =
  process.env.NODE_ENV === "development"
    ? "Nobody set a secret here. Latchkey made one for this project, put it where git does not look, and will find it again after the next start."
    : "This was built without a secret. The one it runs with came when the server started; the next one may come while it runs."

interface HomeProps {
  searchParams: Promise<{ error?: string; minutes?: string }>
}

export default async function Home({ searchParams }: HomeProps): Promise<ReactElement> {
  const [session, { error, minutes }] = await Promise.all([auth(), searchParams])
  return (
    <>
      <div className="hero">
        <div>
          <h1>Sign-in that keeps its own keys.</h1>
          <p className="lead">{origin}</p>
          <p className="lead">
            {session ? "You have a session. Try to lose it:" : "Sign in, then try to lose it:"}
          </p>
        </div>
        {session ? <SignedIn session={session} /> : <WaysIn error={error} minutes={minutes} />}
      </div>
      <ol className="cards">
        <li className="card">
          <h2>Restart the server</h2>
          <p>
            Press <kbd>Ctrl</kbd> <kbd>C</kbd>, run <code>npm start</code> again and reload. You are
            still signed in, since the development secret outlives the process.
          </p>
        </li>
        <li className="card">
          <h2>Open a mailed link elsewhere</h2>
          <p>
            Ask for a link, find it under <Link href="/mail">Mail</Link>, and open it in a private
            window. It asks before it signs anyone in.
          </p>
        </li>
        <li className="card">
          <h2>Knock on closed doors</h2>
          <p>
            Sign out and visit a page that a{" "}
            <Link href="/protected" prefetch={false}>
              server component
            </Link>{" "}
            guards, or one behind{" "}
            <Link href="/protected-by-proxy" prefetch={false}>
              proxy.ts
            </Link>
            . Both bring you back after signing in.
          </p>
        </li>
        <li className="card">
          <h2>Guess the password</h2>
          <p>
            Type a wrong one ten times, and you have to wait, even with the right one. A browser in
            which you signed in before has tries of its own, and the other ways in stay open.
          </p>
        </li>
        <li className="card">
          <h2>Sign out another device</h2>
          <p>
            Sign in with another browser too, and end that session under{" "}
            <Link href="/devices" prefetch={false}>
              Devices
            </Link>
            . It is out at its next click, though its cookie is still there.
          </p>
        </li>
        <li className="card">
          <h2>Change the keys</h2>
          <p>
            Sign in with the password and look at the{" "}
            <Link href="/keys" prefetch={false}>
              keys
            </Link>
            . Rotate them: you stay. Revoke the one that seals: you, and everyone else, must sign in
            again.
          </p>
        </li>
      </ol>
    </>
  )
}
