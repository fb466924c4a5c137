import type { GetServerSideProps, InferGetServerSidePropsType } from "next"
import Link from "next/link"
import { getServerSession } from "next-auth/next"
import { Account } from "../components/account"
import { authOptions } from "../lib/auth-options"

/** Nothing of the session goes along: the browser asks for it, as it does on pages that are static. */
export const getServerSideProps = (async ({ req, res }) => {
  const session = await getServerSession(req, res, authOptions)
  return { props: { who: session?.user.email ?? null } }
}) satisfies GetServerSideProps

export default function Home({ who }: InferGetServerSidePropsType<typeof getServerSideProps>) {
  return (
    <main>
      <h1>Football club</h1>
      <p data-testid="server-who">{who ?? "nobody"}</p>
      <Account />
      <Link href="/private">Your shirt</Link>
    </main>
  )
}
