import * as lookerapi from '@looker-auth/node'
import { AuthError as ApiException } from '@looker-auth/node'
const pprint = console.log

// create an instance of the API class
const api_instance = new lookerapi.ApiAuthApi()
const client_id = 'client_id_example' // str | client_id part of API3 Key. (optional)
const client_secret = 'client_secret_example' // str | client_secret part of API3 Key. (optional)

try {
    // Login
    const api_response = await api_instance.login({ clientId: client_id, clientSecret: client_secret })
    pprint(api_response)
} catch (e) {
    if (!ApiException.is(e)) throw e
    console.log("Exception when calling ApiAuthApi->login: %s\n", e)
}
