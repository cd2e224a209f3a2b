import { AuthError, type Session } from '@looker-auth/browser'
import { StrictMode, useState } from 'react'
import { createRoot } from 'react-dom/client'
import { openLooker } from './open-looker.js'
import { SignedIn } from './use-session.js'

function WhoAmI({ looker }: { readonly looker: Session }) {
  const [answer, setAnswer] = useState('')
  const ask = async () => {
    try {
      const user = await (await looker.fetch('/user')).json()
      setAnswer(user.display_name)
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
      <SignedIn looker={looker} />
    </>
  )
}

const looker = await openLooker() // once, outside of the components
createRoot(document.querySelector('#root') as Element).render(
  <StrictMode>
    {looker === undefined ? (
      <p role="alert">Sign in to the application first.</p>
    ) : (
      <WhoAmI looker={looker} />
    )}
  </StrictMode>,
)
