import type { GetServerSideProps } from "next"
import type { Session } from "next-auth"
import { getServerSession } from "next-auth/next"
import { useSession } from "next-auth/react"
import { type FormEvent, useState } from "react"
import { authOptions } from "../lib/auth-options"

interface Props {
  who: string
  /** For the provider in `_app.tsx`, so that the browser need not ask for it. */
  session: Session
}

export const getServerSideProps: GetServerSideProps<Props> = async ({ req, res }) => {
  const session = await getServerSession(req, res, authOptions)
  if (!session) {
    return { redirect: { destination: "/api/auth/signin?callbackUrl=/private", permanent: false } }
  }
  return { props: { who: session.user.email ?? "", session } }
}

export default function Shirt({ who }: Omit<Props, "session">) {
  const { data, update } = useSession({ required: true })
  const [nickname, setNickname] = useState("")

  async function rename(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    await update({ nickname })
  }

  return (
    <main>
      <h1>Your shirt</h1>
      <p data-testid="server-who">{who}</p>
      <p data-testid="shirt">
        {data?.user.number} {data?.user.nickname ?? data?.user.name}
      </p>
      <form onSubmit={rename}>
        <label>
          Nickname <input value={nickname} onChange={(event) => setNickname(event.target.value)} />
        </label>
        <button>Print it</button>
      </form>
    </main>
  )
}
