import { AuthError, createSession, oauthGrant } from '@looker-auth/browser'
import { useEffect, useState } from 'react'
import { WhoAmI } from './who-am-i'

const newSession = () =>
  createSession({
    baseUrl: import.meta.env.VITE_LOOKER_URL,
    grant: oauthGrant({ clientId: 'vite-app', redirectUri: `${location.origin}/oauth` }),
  })

/** A session that lives as long as the component: StrictMode makes two of them, and closes the first. */
export function OAuthPage() {
  const [looker, setLooker] = useState<ReturnType<typeof newSession>>()
  const [note, setNote] = useState('')
  useEffect(() => {
    const session = newSession()
    setLooker(session)
    session.completeSignIn().then(
      done => setNote(done === undefined ? 'not signed in' : `back at ${done.returnTo}`),
      error => setNote(AuthError.is(error) && error.code === 'closed' ? '' : String(error)),
    )
    return () => void session.close()
  }, [])
  if (looker === undefined) return null
  return (
    <>
      <button type="button" onClick={() => looker.signIn({ returnTo: '/oauth?report=7' })}>
        Sign in with Looker
      </button>
      <p role="note">{note}</p>
      <WhoAmI looker={looker} />
    </>
  )
}
