import { describe, expect, it } from "vitest"
import { isPrivateHost } from "./private-host.ts"

describe("isPrivateHost", () => {
  it.each([
    "localhost:3000",
    "app.localhost",
    "127.0.0.1",
    "[::1]:3000",
    "10.255.0.1",
    "172.16.0.1",
    "172.31.255.255:80",
    "192.168.0.1",
    "169.254.1.1",
    "100.64.0.1",
    "100.127.255.254",
    "[fd12:3456::1]",
    "[fe80::1]:8080",
    "web",
    "web-1:8080",
    "top1.nearest.of.app.internal",
    "printer.local",
    "web.default.svc",
    "web.default.svc.cluster.local:3000",
    "nas.home.arpa",
  ])("%s can be reached from within only", (host) => expect(isPrivateHost(host)).toBe(true))

  it.each([
    "",
    "app.example",
    "internal",
    "evil.example:3000",
    "10.evil.example",
    "10.0.0.1.evil.example",
    "10.0.0.1.nip.io",
    "local.evil.example",
    "evilinternal.com",
    "11.0.0.1",
    "172.15.0.1",
    "172.32.0.1",
    "192.169.0.1",
    "100.63.0.1",
    "100.128.0.1",
    "8.8.8.8",
    "167772161",
    "0xa000001",
    "10.1",
    "[2001:db8::1]",
    "[::ffff:8.8.8.8]",
    "user@10.0.0.1",
    "10.0.0.1, app.example",
    "10.0.0.1/",
    "app.internal.",
  ])("%j may be anyone's", (host) => {
    // A single word is a name that only a search domain completes.
    expect(isPrivateHost(host)).toBe(host === "internal")
  })
})
