import { functionalSdk40, type IUser, Looker40SDK } from '@looker/sdk'
import type { IAuthSession } from '@looker/sdk-rtl'
import { lookerAuthSession, lookerSdk } from '@looker-auth/looker-sdk'
import { createSession } from '@looker-auth/node'

const looker = createSession({ baseUrl: 'https://looker.test' })
const sdk: Looker40SDK = lookerSdk(looker)
const session: IAuthSession = lookerAuthSession(looker.as(789))
const user: Promise<IUser> = sdk.ok(sdk.me('id'))

export const all = [new Looker40SDK(session), functionalSdk40(session), user]
