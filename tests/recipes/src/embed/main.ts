import { showDashboard } from './embed-page.js'

const lookerHost = 'looker.example.com' // the host of Looker's pages

const element = document.querySelector('#dashboard') as HTMLElement
showDashboard(lookerHost, '1', element).catch(error => {
  element.textContent = String(error)
})
