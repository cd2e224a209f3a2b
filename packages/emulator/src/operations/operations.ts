import { searchDashboards } from '../routes/dashboards'
import {
  acquireEmbedSession,
  deleteEmbedSession,
  generateEmbedTokens,
} from '../routes/embed/cookieless-session'
import { createEmbedUrlAsMe, createSsoEmbedUrl } from '../routes/embed/embed-urls'
import { versions } from '../routes/instance/versions'
import { login } from '../routes/login'
import { loginUser } from '../routes/login-user'
import { logout } from '../routes/logout'
import { activateAppUser, deactivateAppUser, invalidateTokens } from '../routes/oauth/client-app-users'
import {
  deleteClientApp,
  listClientApps,
  readClientApp,
  registerClientApp,
  updateClientApp,
} from '../routes/oauth/client-apps'
import { readSession, updateSession } from '../routes/session'
import { userRoles } from '../routes/user-roles'
import { currentUser, userById } from '../routes/users'
import { createEmbedUser, userForCredential } from '../routes/users-by-credential'
import type { Operation } from './operation'

/** Every operation below /api/{version}: what is routed, what swagger.json describes, what errors name. */
export const OPERATIONS: readonly Operation[] = [
  login,
  loginUser,
  logout,
  currentUser,
  userById,
  userRoles,
  userForCredential,
  createEmbedUser,
  acquireEmbedSession,
  generateEmbedTokens,
  deleteEmbedSession,
  createSsoEmbedUrl,
  createEmbedUrlAsMe,
  searchDashboards,
  readSession,
  updateSession,
  versions,
  listClientApps,
  readClientApp,
  registerClientApp,
  updateClientApp,
  deleteClientApp,
  invalidateTokens,
  activateAppUser,
  deactivateAppUser,
]
