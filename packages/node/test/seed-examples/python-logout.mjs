import * as lookerapi from '@looker-auth/node'
import { AuthError as ApiException } from '@looker-auth/node'
const pprint = console.log

// create an instance of the API class
const api_instance = new lookerapi.ApiAuthApi()

try {
    // Logout
    const api_response = await api_instance.logout()
    pprint(api_response)
} catch (e) {
    if (!ApiException.is(e)) throw e
    console.log("Exception when calling ApiAuthApi->logout: %s\n", e)
}
