import type { Step } from './step.js'
import { apiStep } from './steps/api.js'
import { clockStep } from './steps/clock.js'
import { credentialsStep } from './steps/credentials.js'
import { nameStep } from './steps/name.js'
import { portStep } from './steps/port.js'
import { proxyStep } from './steps/proxy.js'
import { runtimeStep } from './steps/runtime.js'
import { settingsStep } from './steps/settings.js'
import { storeStep } from './steps/store.js'
import { sudoStep } from './steps/sudo.js'
import { tlsStep } from './steps/tls.js'
import { userStep } from './steps/user.js'

/** All steps in causal order: what fails first may be the cause of what fails later. */
export const steps: readonly Step[] = [
  settingsStep,
  nameStep,
  portStep,
  proxyStep,
  tlsStep,
  apiStep,
  clockStep,
  credentialsStep,
  userStep,
  sudoStep,
  storeStep,
  runtimeStep,
]
