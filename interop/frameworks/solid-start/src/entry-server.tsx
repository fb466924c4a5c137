// @refresh reload
import { createHandler, StartServer } from "@solidjs/start/server"

export default createHandler(
  () => (
    <StartServer
      document={({ assets, children, scripts }) => (
        <html lang="en">
          <head>
            <meta charset="utf-8" />
            {assets}
          </head>
          <body>
            {children}
            {scripts}
          </body>
        </html>
      )}
    />
  ),
  { mode: "async" },
)
