import { createSession } from '@looker-auth/node'

// LOOKER_BASE_URL, LOOKER_CLIENT_ID, LOOKER_CLIENT_SECRET: every variable begins with the prefix and "_".
export const looker = createSession({ envPrefix: 'LOOKER' })

// Two instances in one process: LOOKER_EU_BASE_URL, ... and LOOKER_US_BASE_URL, ...
export const instances = {
  eu: createSession({ envPrefix: 'LOOKER_EU' }),
  us: createSession({ envPrefix: 'LOOKER_US' }),
}
