'use client'

import { AuthError, backendGrant, createSession, type Session } from '@looker-auth/browser'
import { useState } from 'react'

// One for each load of the page, made at the first click: Next also runs this file on the server, where no page is.
let session: Session | undefined

export function WhoAmI({ baseUrl, user }: { readonly baseUrl: string; readonly user: string }) {
  const [answer, setAnswer] = useState('')
  const ask = async () => {
    session ??= createSession({ baseUrl, grant: backendGrant({ url: '/looker-token', user }) })
    try {
      setAnswer((await (await session.fetch('/user')).json()).display_name)
    } catch (error) {
      const problem = error instanceof TypeError ? error.cause : error // of a failed fetch, the cause says more
      setAnswer(AuthError.is(problem) ? problem.hint : String(error))
    }
  }
  return (
    <>
      <button type="button" onClick={ask}>
        Who am I?
      </button>
      <p role="status">{answer}</p>
    </>
  )
}
