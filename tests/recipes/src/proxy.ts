import { createSession } from '@looker-auth/node'

// HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY are read without an option; these options go before them.
export const looker = createSession({
  proxy: process.env.COMPANY_PROXY, // http://proxy.example.com:3128
  ca: process.env.COMPANY_CA, // /etc/ssl/company-ca.pem: for this instance only, not for the whole process
})
