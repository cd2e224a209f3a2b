import type { ContractCase } from './product.js'
import { afterSignOutCases } from './suite/after-sign-out.js'
import { apiKeyCases } from './suite/api-keys.js'
import { backendAdminCases } from './suite/backend-admins.js'
import { backendAnswerCases } from './suite/backend-answers.js'
import { backendBoundCases } from './suite/backend-bounds.js'
import { backendExternalCases } from './suite/backend-external.js'
import { backendIdentityCases } from './suite/backend-identity.js'
import { backendLifeCases } from './suite/backend-life.js'
import { backendMeanwhileCases } from './suite/backend-meanwhile.js'
import { backendMovedCases } from './suite/backend-moved.js'
import { backendRaceCases } from './suite/backend-races.js'
import { backendRefusedCases } from './suite/backend-refused.js'
import { backendRejectedCases } from './suite/backend-rejected.js'
import { backendSignOutCases } from './suite/backend-sign-out.js'
import { backendTabCases } from './suite/backend-tabs.js'
import { badAnswerCases } from './suite/bad-answers.js'
import { broughtAlongCases } from './suite/brought-along.js'
import { callerCases } from './suite/caller.js'
import { clearTextCases } from './suite/clear-text.js'
import { closingCases } from './suite/closing.js'
import { custodyCases } from './suite/custody.js'
import { endedRequestCases } from './suite/ended-requests.js'
import { eventErrorCases } from './suite/event-errors.js'
import { expiryCases } from './suite/expiry.js'
import { extensionCases } from './suite/extensions.js'
import { failingStoreCases } from './suite/failing-store.js'
import { failureCases } from './suite/failures.js'
import { hangingBodyCases } from './suite/hanging-bodies.js'
import { hangingProviderCases } from './suite/hanging-providers.js'
import { hungRequestCases } from './suite/hung-requests.js'
import { identityCases } from './suite/identity.js'
import { lateArrivalCases } from './suite/late-arrivals.js'
import { lifecycleCases } from './suite/lifecycle.js'
import { lockedCases } from './suite/locked.js'
import { loginCases } from './suite/logins.js'
import { manyRevocationCases } from './suite/many-revocations.js'
import { notifiedCases } from './suite/notified.js'
import { oauthCases } from './suite/oauth.js'
import { oauthAnswerCases } from './suite/oauth-answers.js'
import { oauthCustodyCases } from './suite/oauth-custody.js'
import { oauthRenewalCases } from './suite/oauth-renewal.js'
import { oauthSignOutCases } from './suite/oauth-sign-outs.js'
import { oauthSpendingCases } from './suite/oauth-spending.js'
import { oauthTabCases } from './suite/oauth-tabs.js'
import { oneSessionCases } from './suite/one-session.js'
import { pathCases } from './suite/paths.js'
import { proxiedCases } from './suite/proxied.js'
import { refusalCases } from './suite/refusals.js'
import { rejectionCases } from './suite/rejections.js'
import { rememberedCases } from './suite/remembered.js'
import { revokedAnswerCases } from './suite/revoked-answers.js'
import { sharedCustodyCases } from './suite/shared-custody.js'
import { sharedSignOutCases } from './suite/shared-sign-out.js'
import { sharedSignalCases } from './suite/shared-signals.js'
import { signInOrderCases } from './suite/sign-in-order.js'
import { signOutCases } from './suite/sign-out.js'
import { slowStoreCases } from './suite/slow-stores.js'
import { staleStoreCases } from './suite/stale-stores.js'
import { sudoCases } from './suite/sudo.js'
import { suppressedCases } from './suite/suppressed.js'
import { switchedUserCases } from './suite/switched-user.js'
import { targetCases } from './suite/targets.js'
import { waitsAskedForCases } from './suite/waits-asked-for.js'

/** All that must hold of a session on every runtime, by topic: nothing of Node, no test framework. */
export function sessionSuite(): Record<string, ContractCase[]> {
  return {
    'right identity': [...identityCases(), ...sudoCases()],
    'signed out means signed out': [
      ...lateArrivalCases(),
      ...signOutCases(),
      ...sharedSignOutCases(),
      ...afterSignOutCases(),
      ...notifiedCases(),
      ...manyRevocationCases(),
      ...custodyCases(),
      ...sharedCustodyCases(),
      ...revokedAnswerCases(),
      ...oneSessionCases(),
      ...signInOrderCases(),
    ],
    'one login': [...loginCases(), ...lockedCases(), ...suppressedCases()],
    'refusals and retries': [
      ...refusalCases(),
      ...apiKeyCases(),
      ...badAnswerCases(),
      ...waitsAskedForCases(),
    ],
    'tokens from a backend': [
      ...backendIdentityCases(),
      ...backendBoundCases(),
      ...backendLifeCases(),
      ...backendTabCases(),
      ...backendRaceCases(),
      ...backendRejectedCases(),
      ...backendRefusedCases(),
      ...backendAdminCases(),
      ...backendSignOutCases(),
      ...backendMeanwhileCases(),
      ...switchedUserCases(),
      ...backendAnswerCases(),
      ...backendExternalCases(),
      ...backendMovedCases(),
    ],
    OAuth: [
      ...oauthCases(),
      ...oauthAnswerCases(),
      ...oauthCustodyCases(),
      ...oauthSignOutCases(),
      ...oauthRenewalCases(),
      ...oauthTabCases(),
      ...oauthSpendingCases(),
    ],
    expiry: expiryCases(),
    fetch: [...rejectionCases(), ...callerCases(), ...extensionCases(), ...sharedSignalCases()],
    failures: [
      ...failureCases(),
      ...failingStoreCases(),
      ...hangingBodyCases(),
      ...eventErrorCases(),
      ...hangingProviderCases(),
      ...endedRequestCases(),
      ...hungRequestCases(),
      ...staleStoreCases(),
      ...slowStoreCases(),
    ],
    'from createSession to close': [
      ...lifecycleCases(),
      ...closingCases(),
      ...rememberedCases(),
      ...broughtAlongCases(),
      ...proxiedCases(),
    ],
    'a secret stays home': [...targetCases(), ...pathCases(), ...clearTextCases()],
  }
}
