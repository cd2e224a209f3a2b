import type { Clock } from '@looker-auth/core'

export function patientClock(): Clock
