import { Client } from '../jobtag.js'

/** The one client of this tab: it holds every snapshot, every draft and every change under way. */
export const client = new Client({ baseURL: '/api' })

/** Whether the person may change jobs and clients, or is of the workshop: reads, adds events and their own hours. */
export const mayEdit = () => client.person?.role === 'office' || client.person?.role === 'admin'
