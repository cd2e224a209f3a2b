import { headers } from 'next/headers'
import { embedUserOf } from '../../embed-sign-in'
import { embed } from '../embed'
import { Dashboard } from './dashboard'

export default async function Page() {
  if (embedUserOf((await headers()).get('cookie')) === null)
    return <p role="alert">Sign in to the application first.</p>
  return <Dashboard lookerHost={new URL(embed().session.baseUrl).host} id="1" />
}
