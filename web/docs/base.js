/** The prefix of the schema's paths: the path under which a proxy serves Jobtag, or empty. */
export const BASE = new URL('..', import.meta.url).pathname.replace(/\/$/, '')
