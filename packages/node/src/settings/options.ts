import type { ApiVersion, AuthScheme, Credentials, CredentialsIn } from '@looker-auth/core'
import type { ProxyChoice, ProxyOption } from '../fetch/connections/proxy-choice.js'
import type { Env } from './sources.js'

/** Settings given explicitly, and where to look for the others. Whatever is left out is looked for there. */
export interface SettingsOptions {
  /** Address of the instance, without `/api`: `https://me.looker.com:19999`. Environment: `_BASE_URL`; file: `base_url`. */
  readonly baseUrl?: string | undefined
  /**
   * Whether `baseUrl` may begin with `http://` for a host that is not loopback: then the secret goes over the network in clear text.
   * Default false. Environment: `_ALLOW_INSECURE_HTTP`; file: `allow_insecure_http`.
   */
  readonly allowInsecureHttp?: boolean | undefined
  /** Default `'4.0'`. Environment: `_API_VERSION`; file: `api_version`. */
  readonly apiVersion?: ApiVersion | undefined
  /** The API key's id. Environment: `_CLIENT_ID`; file: `client_id`. */
  readonly clientId?: string | undefined
  /** The API key's secret. Environment: `_CLIENT_SECRET`; file: `client_secret`. */
  readonly clientSecret?: string | undefined
  /** Asked for the API key at each login, in place of `clientId` and `clientSecret`. The last secrets are kept only to take them out of the function's later errors. */
  readonly credentials?: (() => Credentials | Promise<Credentials>) | undefined
  /** Whether the server's certificate is checked. Default true. Environment: `_VERIFY_SSL`; file: `verify_ssl`. */
  readonly verifySsl?: boolean | undefined
  /** Certificate authorities to trust instead of Node's: PEM text (or base64 of it), or the path of a PEM or DER file. Environment: `_CA`; file: `ca`. */
  readonly ca?: string | undefined
  /** A proxy for all requests, `false` for none. Default: HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY. */
  readonly proxy?: ProxyOption | undefined
  /** Milliseconds; 0 is no bound for callers' own requests, and 120,000 for auth endpoints. Default 120,000. Environment: `_TIMEOUT`, file: `timeout`; both in seconds. */
  readonly timeoutMs?: number | undefined
  /** Sent as `x-looker-appid`. */
  readonly appId?: string | undefined
  /** Default `'token'`. */
  readonly authScheme?: AuthScheme | undefined
  /** Default `'body'`. */
  readonly credentialsIn?: CredentialsIn | undefined
  /** The settings file (`~/` is the home folder), `false` for none. Default `looker.ini` in the working directory, which may be absent. */
  readonly iniPath?: string | false | undefined
  /** The file's section, in any case. Default `Looker`, else the only one. */
  readonly section?: string | undefined
  /** What the variables' names begin with. Default `LOOKERSDK`. */
  readonly envPrefix?: string | undefined
  /** Default: `process.env`. */
  readonly env?: Env | undefined
  /** Reads a text file. Default: the file system's. */
  readonly readFile?: ((path: string) => string) | undefined
}

/** What {@link resolveSettings} found. It holds no secret: printing it shows none. */
export interface Settings {
  readonly baseUrl: string
  readonly allowInsecureHttp: boolean
  readonly apiVersion: ApiVersion
  /** Reads the API key where it is now, at each call. */
  readonly credentials: () => Promise<Credentials>
  readonly verifySsl: boolean
  /** PEM text. */
  readonly ca?: string
  readonly proxy: ProxyChoice
  readonly timeoutMs: number
  readonly appId?: string
  readonly authScheme: AuthScheme
  readonly credentialsIn: CredentialsIn
}
