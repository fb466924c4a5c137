import type { Metadata } from "next"
import { redirect } from "next/navigation"
import type { ReactElement } from "react"
import { auth } from "../../auth.ts"
import { ActionForm } from "../../components/action-form.tsx"
import { callApi, linkLocalId, unlink } from "./actions.ts"

export const metadata: Metadata = { title: "Accounts" }

export default async function Accounts(): Promise<ReactElement> {
  const session = await auth()
  if (!session) redirect("/api/auth/signin?callbackUrl=/accounts")
  const accounts = await auth.accounts.list()
  return (
    <div className="stack">
      <div>
        <h1>Your accounts</h1>
        <p className="lead">
          {accounts.length === 0
            ? "None. Who signs in with the password, or by mail, has no account at a provider."
            : "Each of them signs you in. The tokens that came with them are sealed in the database."}
        </p>
      </div>
      <ul className="accounts" data-testid="accounts">
        {accounts.map(({ provider, providerAccountId, name, needsConsent }) => {
          const which = (
            <>
              <input type="hidden" name="provider" value={provider} />
              <input type="hidden" name="providerAccountId" value={providerAccountId} />
            </>
          )
          return (
            <li
              key={`${provider} ${providerAccountId}`}
              className="card"
              data-account={providerAccountId}
            >
              <h2>
                {name}: {providerAccountId}
              </h2>
              {needsConsent && <p>Has no token any more. Link it once more.</p>}
              <ActionForm action={callApi} button={`Ask ${name} who ${providerAccountId} is`}>
                {which}With an access token; one that is over is refreshed first.
              </ActionForm>
              <ActionForm action={unlink} button={`Unlink ${providerAccountId}`}>
                {which}Unless it is your last way in.
              </ActionForm>
            </li>
          )
        })}
      </ul>
      <ActionForm action={linkLocalId} button="Link a Local ID">
        Go to Local ID, choose who else you are there, and come back. If you signed in more than 15
        minutes ago, you are asked to sign in again first.
      </ActionForm>
    </div>
  )
}
