export { default as password } from '@inquirer/password'
