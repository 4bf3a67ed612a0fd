// A stand-in for @zodios/core 10 with just the surface that api.ts and concurrency.ts use; see the README of the tests. What is
// missing there is missing here as well: it is the type of a call that asks for If-Match, while a header that is not there is
// not validated.
import axios from 'axios'
import type { AxiosInstance, AxiosRequestConfig, AxiosResponse } from 'axios'
import type { z } from 'zod'

type Schema = z.ZodType
type Method = 'get' | 'post' | 'put' | 'patch' | 'delete'
type Parameter = { name: string; description?: string; type: 'Path' | 'Query' | 'Header' | 'Body'; schema: Schema }
type Endpoint = {
  method: Method
  path: string
  alias: string
  description?: string
  requestFormat?: 'json'
  parameters?: Parameter[]
  response: Schema
  errors?: { status: number | 'default'; description?: string; schema: Schema }[]
}

type DeepReadonly<Type> = Type extends (infer Item)[]
  ? readonly DeepReadonly<Item>[]
  : Type extends object
    ? { readonly [Name in keyof Type]: DeepReadonly<Type[Name]> }
    : Type
type Rest = Omit<AxiosRequestConfig, 'params' | 'headers' | 'url' | 'method' | 'baseURL'>
type Request = DeepReadonly<
  { method: Method; url: string } & {
    params?: Record<string, unknown>
    queries?: Record<string, unknown>
    headers?: Record<string, string>
  }
> &
  Rest

export type ZodiosOptions = {
  validate?: boolean
  axiosInstance?: AxiosInstance
  axiosConfig?: AxiosRequestConfig
}

export type ZodiosPlugin = {
  name?: string
  request?: (api: Endpoint[], config: Request) => Promise<Request>
  response?: (api: Endpoint[], config: Request, response: AxiosResponse) => Promise<AxiosResponse>
  error?: (api: Endpoint[], config: Request, error: Error) => Promise<AxiosResponse>
}

// What makes TypeScript infer a text as itself, as if `as const` stood after it, but leaves schemas as they are.
type Narrow<Type> = Either<Type, [], Literal<Type>>
type Either<Type, Kind, Other> = Type extends Kind ? Type : Other
type Literal<Type> =
  | (Type extends Schema | string | number ? Type : never)
  | (Type extends [] ? [] : never)
  | { [Name in keyof Type]: Type[Name] extends Schema ? Type[Name] : Literal<Type[Name]> }

export function makeApi<Api extends Endpoint[]>(api: Narrow<Api>): Api {
  return api as Api
}

// The types of calls

type Flat<Type> = { [Name in keyof Type]: Type[Name] }
type Of<Api extends Endpoint[], Wanted> = Extract<Api[number], Wanted>
type Taken<One extends Endpoint, Type> = One extends { parameters: (infer Any)[] } ? Extract<Any, { type: Type }> : never
type Value<Any, Name> = Extract<Any, { name: Name }> extends { schema: { _output: infer Output } } ? Output : never
type NameOf<Any> = Any extends { name: infer Name extends string } ? Name : never
type OptionalName<Any> = { [Name in NameOf<Any>]: undefined extends Value<Any, Name> ? Name : never }[NameOf<Any>]
type Values<Any> = Flat<
  { [Name in Exclude<NameOf<Any>, OptionalName<Any>>]: Value<Any, Name> } & { [Name in OptionalName<Any>]?: Value<Any, Name> }
>
type Group<Name extends string, Any> = [Any] extends [never]
  ? {}
  : {} extends Values<Any>
    ? { [Key in Name]?: Values<Any> }
    : { [Key in Name]: Values<Any> }
type Options<One extends Endpoint> = DeepReadonly<
  Group<'params', Taken<One, 'Path'>> & Group<'queries', Taken<One, 'Query'>> & Group<'headers', Taken<One, 'Header'>>
> &
  Omit<Rest, 'data'>
type Trailing<One extends Endpoint> = {} extends Options<One> ? [options?: Options<One>] : [options: Options<One>]
type Body<One extends Endpoint> = [Taken<One, 'Body'>] extends [{ schema: { _output: infer Output } }]
  ? [Taken<One, 'Body'>] extends [never]
    ? undefined
    : DeepReadonly<Output>
  : never
type Answer<One extends Endpoint> = Promise<One['response']['_output']>
type Call<One extends Endpoint> = One['method'] extends 'get'
  ? (...options: Trailing<One>) => Answer<One>
  : (body: Body<One>, ...options: Trailing<One>) => Answer<One>
type Aliases<Api extends Endpoint[]> = { [Alias in Api[number]['alias']]: Call<Of<Api, { alias: Alias }>> }
type PathOf<Api extends Endpoint[], Verb> = Of<Api, { method: Verb }>['path']

class Client<Api extends Endpoint[]> {
  readonly axios: AxiosInstance
  private readonly plugins: ZodiosPlugin[] = []

  constructor(
    readonly api: Api,
    options: ZodiosOptions,
    baseURL: string | undefined,
  ) {
    this.axios = options.axiosInstance ?? axios.create(options.axiosConfig)
    if (baseURL) this.axios.defaults.baseURL = baseURL
    for (const { alias, method, path: url } of api) {
      const call =
        method === 'get'
          ? (options?: object) => this.request({ ...options, method, url })
          : (data: unknown, options?: object) => this.request({ ...options, method, url, data })
      Object.assign(this, { [alias]: call })
    }
    if (options.validate ?? true) this.plugins.push(validation)
  }

  use(plugin: ZodiosPlugin) {
    this.plugins.push(plugin)
  }

  async request(config: Request): Promise<unknown> {
    for (const plugin of this.plugins) config = (await plugin.request?.(this.api, config)) ?? config
    const { params = {}, queries, ...rest } = config
    const url = config.url.replace(/:(\w+)/g, (found, name: string) => (name in params ? String(params[name]) : found))
    let answer = this.axios.request({ ...(rest as AxiosRequestConfig), url, params: queries })
    for (const { response, error } of [...this.plugins].reverse()) {
      answer = answer.then(response && ((one) => response(this.api, config, one)), error && ((one: Error) => error(this.api, config, one)))
    }
    return (await answer).data
  }

  private by<Verb extends Method>(method: Verb) {
    return <Path extends PathOf<Api, Verb>>(
      url: Path,
      ...[data, options]: Parameters<Call<Of<Api, { method: Verb; path: Path }>>>
    ): Answer<Of<Api, { method: Verb; path: Path }>> =>
      this.request({ ...(method === 'get' ? (data as object) : { ...(options as object), data }), method, url }) as never
  }

  readonly get = this.by('get')
  readonly post = this.by('post')
  readonly put = this.by('put')
  readonly patch = this.by('patch')
  readonly delete = this.by('delete')
}

/** As Zodios has it, the first plugin of every client: the first to see a request, and the last to see an answer. */
const validation: ZodiosPlugin = {
  name: 'zod-validation',

  request: async (api, config) => {
    const groups = { Path: 'params', Query: 'queries', Header: 'headers' } as const
    const checked = { ...config, params: { ...config.params }, queries: { ...config.queries }, headers: { ...config.headers } }
    for (const { name, type, schema } of endpoint(api, config).parameters ?? []) {
      const value: unknown = type === 'Body' ? checked.data : checked[groups[type]][name]
      if (value === undefined) continue
      const result = await schema.safeParseAsync(value)
      if (!result.success) throw new Error(`Zodios: Invalid ${type} parameter '${name}'\n${result.error.message}`)
      if (type === 'Body') checked.data = result.data
      else checked[groups[type]][name] = result.data
    }
    return checked
  },

  response: async (api, config, response) => {
    if (!String(response.headers['content-type']).includes('application/json')) return response
    const result = await endpoint(api, config).response.safeParseAsync(response.data)
    if (!result.success) throw new Error(`Zodios: Invalid response from endpoint '${config.url}'\n${result.error.message}`)
    response.data = result.data
    return response
  },
}

function endpoint(api: Endpoint[], { method, url }: Request): Endpoint {
  const found = api.find((one) => one.method === method && one.path === url)
  if (!found) throw new Error(`No endpoint found for ${method} ${url}`)
  return found
}

type ZodiosConstructor = {
  new <Api extends Endpoint[]>(api: Api, options?: ZodiosOptions): Client<Api> & Aliases<Api>
  new <Api extends Endpoint[]>(baseUrl: string, api: Api, options?: ZodiosOptions): Client<Api> & Aliases<Api>
}

export const Zodios = class {
  constructor(...[first, second, third]: [Endpoint[] | string, (Endpoint[] | ZodiosOptions)?, ZodiosOptions?]) {
    if (!first) throw new Error('Zodios: missing base url')
    return typeof first === 'string'
      ? new Client(second as Endpoint[], third ?? {}, first)
      : new Client(first, (second as ZodiosOptions | undefined) ?? {}, undefined)
  }
} as unknown as ZodiosConstructor
