import * as lookerapi from '@looker-auth/node'
import { AuthError as ApiException } from '@looker-auth/node'
const pprint = console.log

// create an instance of the API class
const api_instance = new lookerapi.ApiAuthApi()
const user_id = 789 // int | Id of user.

try {
    // Login user
    const api_response = await api_instance.loginUser(user_id)
    pprint(api_response)
} catch (e) {
    if (!ApiException.is(e)) throw e
    console.log("Exception when calling ApiAuthApi->login_user: %s\n", e)
}
