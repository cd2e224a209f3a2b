var LookerApi31Reference = require('@looker-auth/node');
var apiInstance = new LookerApi31Reference.ApiAuthApi();
var opts = {
'clientId': "clientId_example", // String | client_id part of API3 Key.
'clientSecret': "clientSecret_example" // String | client_secret part of API3 Key.
};
var callback = function(error, data, response) {
if (error) {
console.error(error);
} else {
console.log('API called successfully. Returned data: ' + data);
}
};
apiInstance.login(opts, callback);
