/** What stands before the paths of the schema: where a proxy shows the server below a path of its own, that path. */
export const BASE = new URL('..', import.meta.url).pathname.replace(/\/$/, '')
