// A front end whose author forgot the tag. test_typescript.py sees that it does not compile, and that the compiler names If-Match.
import { createApiClient } from '../../clients/typescript/api'

export const rename = (id: string) => createApiClient('').updateJob({ name: 'Gate' }, { params: { id } })
