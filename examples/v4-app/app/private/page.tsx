import { getServerSession } from "next-auth"
import { authOptions } from "@/lib/auth"

/** The proxy lets nobody in who isn't signed in. */
export default async function Loans() {
  const session = await getServerSession(authOptions)
  return (
    <main>
      <h1>Your loans</h1>
      <p data-testid="server-who">{session?.user.email ?? "nobody"}</p>
      <p>
        {session?.user.role === "librarian" ? "All 4,211 books are yours to lend." : "One book."}
      </p>
    </main>
  )
}
