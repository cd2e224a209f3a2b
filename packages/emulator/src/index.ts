export type { RandomBytes } from './alphanumeric'
export type { EmulatorClock } from './clock'
export type { AllowedOrigins } from './cors'
export { defaultSeed } from './default-seed'
export {
  createEmulator,
  type Emulator,
  type EmulatorInit,
  type EmulatorServer,
  type ListenOptions,
} from './emulator'
export type { Sleep } from './fault/apply-fault'
export type { Fault, FaultMatch } from './fault/fault'
export type { AddedFault, Faults } from './fault/fault-list'
export { EmulatorInputError } from './input-error'
export type { JournalEntry, JournalIdentity } from './journal/journal'
export type { SeedOauthClientApp } from './oauth/client-app'
export type { OauthClientApps } from './oauth/client-apps'
export type { Decision } from './oauth/decide'
export type { EmulatorOptions, RateLimit } from './options'
export type { ApiVersion } from './release'
export type { Revocation } from './revoke'
export type { SeedRole } from './roles'
export type { Seed, SeedApiKey, SeedUser, UserKind } from './seed'
export type { Serving } from './serving'
export type { Stats } from './stats'
