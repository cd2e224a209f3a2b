var LookerApi31Reference = require('@looker-auth/node');
var apiInstance = new LookerApi31Reference.ApiAuthApi();
var callback = function(error, data, response) {
if (error) {
console.error(error);
} else {
console.log('API called successfully. Returned data: ' + data);
}
};
apiInstance.logout(callback);
