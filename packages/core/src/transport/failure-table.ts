import type { AuthErrorCode } from '../errors/error-codes.js'

/** What a failed fetch may be recognised by, and what it then means. */
export interface FailureRow {
  /** `code` or `name` of the error or of one of its causes. Node, undici, OpenSSL, Bun; Deno only gives text. */
  readonly codes: readonly string[]
  /** Codes that begin with this, too. */
  readonly codesFrom?: string
  /** Looked for in the messages where the runtime gives no code. */
  readonly text?: RegExp
  readonly meaning: AuthErrorCode
  /** Overrides the code's own hint. */
  readonly hint?: string
  /** Where the same call cannot succeed before a setting is changed, although others of its meaning may. */
  readonly retryable?: false
}

const plainHttp =
  'The server does not speak TLS at this port: check the port, or write http: in base_url if this really is a server without TLS.'
const untrusted =
  'The certificate is not from an authority known here: give its authority with the `ca` setting (a file or PEM); `verifySsl: false` is for tests only.'

/** A mistake in the code of a given fetch, or a feature that the platform lacks. Engines tell no code of it. */
const mistake: FailureRow = {
  codes: ['ReferenceError', 'SyntaxError'],
  text: /is not a (?:function|constructor)|cannot (?:read|set) propert|(?:undefined|null) is not an object|is not (?:defined|iterable)/i,
  meaning: 'configuration',
  hint: 'The given fetch, or something that it uses, has a mistake or is missing on this platform: see the cause.',
}

/** What a page's fetch tells of its failures: nothing but our own time bound. */
export const pageFailures: readonly FailureRow[] = [{ codes: ['TimeoutError'], meaning: 'timeout' }, mistake]

/** What is known of the failures of server runtimes. Tried from the top; a fetch failure that fits no row is `network`. */
export const failureTable: readonly FailureRow[] = [
  mistake,
  {
    codes: ['ERR_MOCK', 'ERR_NOCK_NO_MATCH', 'NetConnectNotAllowedError'],
    meaning: 'configuration',
    hint: 'A mock in this process (nock, msw) refused the request: give it a handler for Looker, or let requests to Looker pass (`nock.enableNetConnect(host)`, `onUnhandledRequest: "bypass"`).',
  },
  {
    codes: ['ERR_PROXY_ADDRESS'],
    meaning: 'configuration',
    hint: 'The proxy has to be an http or https address (http://host:port, or host:port for http): correct the proxy setting (HTTPS_PROXY, HTTP_PROXY, ALL_PROXY); socks proxies are not supported.',
  },
  {
    codes: ['ERR_PROXY_CREDENTIALS'],
    meaning: 'configuration',
    hint: 'The user name or password of the proxy has a % that encodes no character: write each % as %25, and @ as %40, in the proxy setting (HTTPS_PROXY, HTTP_PROXY, ALL_PROXY).',
  },
  {
    codes: ['ERR_PROXY_CONNECTION'],
    meaning: 'network',
    retryable: false,
    hint: 'The proxy could not be reached: check its address in the proxy setting (HTTPS_PROXY, HTTP_PROXY, ALL_PROXY), or name the host in NO_PROXY if it needs none. A proxy with https: also needs a certificate that is trusted here.',
  },
  {
    codes: [
      'TimeoutError',
      'ETIMEDOUT',
      'UND_ERR_CONNECT_TIMEOUT',
      'UND_ERR_HEADERS_TIMEOUT',
      'UND_ERR_BODY_TIMEOUT',
      'ConnectionTimeout',
    ],
    meaning: 'timeout',
  },
  {
    codes: [
      'DEPTH_ZERO_SELF_SIGNED_CERT',
      'SELF_SIGNED_CERT_IN_CHAIN',
      'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
      'UNABLE_TO_GET_ISSUER_CERT',
      'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
      'CERT_UNTRUSTED',
    ],
    text: /self[- ]signed certificate|unknown ?issuer|unable to verify/i,
    meaning: 'tls',
    hint: untrusted,
  },
  {
    codes: ['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID'],
    text: /certificate (has )?expired/i,
    meaning: 'tls',
    hint: "The server's certificate is not valid at this time: check this machine's clock, then have the certificate renewed.",
  },
  {
    codes: ['ERR_TLS_CERT_ALTNAME_INVALID'],
    text: /not ?valid ?for ?name|altnames/i,
    meaning: 'tls',
    hint: "The server's certificate is for another host name: use the name that the certificate has in base_url.",
  },
  {
    codes: ['ERR_SSL_WRONG_VERSION_NUMBER', 'ERR_SSL_PACKET_LENGTH_TOO_LONG', 'EPROTO'],
    text: /wrong version number|invalid ?content ?type|corrupt message/i,
    meaning: 'tls',
    hint: plainHttp,
  },
  {
    codes: ['ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', 'ERR_SSL_TLSV1_ALERT_CERTIFICATE_REQUIRED'],
    meaning: 'tls',
    hint: 'The server wants a certificate of the client: give a `fetch` of your own that presents one, or reach the server where it wants none.',
  },
  {
    codes: [],
    codesFrom: 'ERR_SSL_',
    hint: 'The TLS handshake failed: see the cause; check the port, the TLS versions and whether the server wants a certificate of the client.',
    text: /certificate|tls|ssl/i,
    meaning: 'tls',
  },
  {
    codes: ['HPE_HEADER_OVERFLOW', 'UND_ERR_HEADERS_OVERFLOW'],
    meaning: 'malformed_response',
    hint: 'The headers of the answer never end or are far too long: something other than Looker answers, so check base_url and what stands in between.',
  },
  {
    codes: [
      'HPE_INVALID_CHUNK_SIZE',
      'HPE_STRICT',
      'HPE_UNEXPECTED_CONTENT_LENGTH',
      'HPE_INVALID_CONTENT_LENGTH',
      'HPE_INVALID_TRANSFER_ENCODING',
      'HPE_CHUNK_EXTENSIONS_OVERFLOW',
      'HPE_CLOSED_CONNECTION',
      'HPE_INVALID_EOF_STATE',
    ],
    meaning: 'malformed_response',
    hint: 'The answer breaks the rules of HTTP (its length or its chunks): look at the proxy, gateway or load balancer in front of Looker.',
  },
  {
    codes: ['ERR_CONTENT_ENCODING'],
    meaning: 'malformed_response',
    hint: 'The answer is compressed more often than any server does: something other than Looker answers, so check base_url and what stands in between.',
  },
  {
    codes: ['ERR_UNEXPECTED_UPGRADE'],
    meaning: 'not_looker_api',
    hint: 'The server switched to another protocol instead of answering: check host and port in base_url.',
  },
  {
    codes: [
      'HPE_INVALID_CONSTANT',
      'HPE_INVALID_VERSION',
      'HPE_INVALID_HEADER_TOKEN',
      'HPE_INVALID_METHOD',
      'HPE_CR_EXPECTED',
      'HPE_LF_EXPECTED',
      'HTTPParserError',
    ],
    meaning: 'not_looker_api',
    hint: 'The server does not speak HTTP at this port: write https: in base_url if it speaks TLS, and check the port.',
  },
  {
    codes: ['ERR_PROXY_UNAVAILABLE'],
    meaning: 'network',
    hint: 'The proxy could not reach the server: check host and port in base_url, or name the host in NO_PROXY if it needs no proxy.',
  },
  {
    codes: ['ERR_PROXY_TUNNEL'],
    meaning: 'network',
    retryable: false,
    hint: 'The proxy refused to connect to the server: check the proxy setting (HTTPS_PROXY, NO_PROXY) and whether the proxy wants a user name and password.',
  },
  {
    codes: ['ECONNREFUSED', 'ConnectionRefused'],
    text: /connection refused/i,
    meaning: 'network',
    retryable: false,
    hint: 'Nothing listens at this host and port: check both in base_url (the API is on 443 or 19999).',
  },
  {
    codes: ['EAI_AGAIN'],
    text: /temporary failure in name resolution/i,
    meaning: 'network',
    hint: 'Name resolution did not answer just now: try again later, and check the DNS server and the network of this machine.',
  },
  {
    codes: ['ENOTFOUND'],
    text: /dns error|failed to lookup/i,
    meaning: 'network',
    retryable: false,
    hint: 'The host name is not known: check its spelling in base_url, and name resolution.',
  },
]
