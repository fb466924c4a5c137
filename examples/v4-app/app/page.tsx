import { getServerSession } from "next-auth"
import Link from "next/link"
import { Account } from "@/components/account"
import { authOptions } from "@/lib/auth"

export default async function Home() {
  const session = await getServerSession(authOptions)
  return (
    <main>
      <h1>Library</h1>
      <p data-testid="server-who">{session?.user.email ?? "nobody"}</p>
      <Account />
      <Link href="/private">Your loans</Link>
    </main>
  )
}
