import { AuthError, type Session } from '@looker-auth/browser'
import { useState } from 'react'

/** A button that asks Looker for the user, and what came of it. */
export function WhoAmI({ looker }: { readonly looker: Session }) {
  const [answer, setAnswer] = useState('')
  const ask = async () => {
    try {
      const response = await looker.fetch('/user')
      const { id } = (await response.json()) as { readonly id: string }
      setAnswer(`${response.status} ${id}`)
    } catch (error) {
      setAnswer(AuthError.is(error) ? `${error.code}: ${error.message}` : String(error))
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
