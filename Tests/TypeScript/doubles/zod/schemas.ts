type Path = readonly (string | number)[]
type Issue = { path: Path; message: string }
type Result<Output> = { success: true; data: Output } | { success: false; error: ZodError }

export class ZodError extends Error {
  constructor(readonly issues: Issue[]) {
    super(JSON.stringify(issues, null, 2))
  }
}

export abstract class ZodType<Output = any> {
  readonly _output!: Output

  /** The value as it is after validation; what is wrong with it goes to `issues`. */
  abstract read(value: unknown, path: Path, issues: Issue[]): unknown

  safeParse(value: unknown): Result<Output> {
    const issues: Issue[] = []
    const data = this.read(value, [], issues) as Output
    return issues.length ? { success: false, error: new ZodError(issues) } : { success: true, data }
  }

  async safeParseAsync(value: unknown): Promise<Result<Output>> {
    return this.safeParse(value)
  }

  optional(): ZodOptional<Output | undefined> {
    return new ZodOptional(this, [undefined])
  }

  nullable(): ZodOptional<Output | null> {
    return new ZodOptional(this, [null])
  }

  nullish(): ZodOptional<Output | null | undefined> {
    return new ZodOptional(this, [null, undefined])
  }
}

class ZodOptional<Output> extends ZodType<Output> {
  constructor(
    private readonly inner: ZodType,
    private readonly admitted: unknown[],
  ) {
    super()
  }

  read(value: unknown, path: Path, issues: Issue[]) {
    return this.admitted.includes(value) ? value : this.inner.read(value, path, issues)
  }
}

/** A schema with conditions, each with what it says where it does not hold. */
abstract class Conditional<Output> extends ZodType<Output> {
  private readonly conditions: [holds: (value: Output) => boolean, message: string][] = []

  protected abstract shape(value: unknown, path: Path, issues: Issue[]): Output | undefined

  protected requiring(holds: (value: Output) => boolean, message: string): this {
    const copy = Object.assign(Object.create(Object.getPrototypeOf(this)), this)
    copy.conditions = [...this.conditions, [holds, message]]
    return copy
  }

  read(value: unknown, path: Path, issues: Issue[]) {
    const before = issues.length
    const output = this.shape(value, path, issues)
    if (issues.length > before) return output
    for (const [holds, message] of this.conditions) if (!holds(output as Output)) issues.push({ path, message })
    return output
  }
}

class Plain<Output> extends Conditional<Output> {
  constructor(
    private readonly type: string,
    private readonly isOne: (value: unknown) => boolean,
  ) {
    super()
  }

  protected shape(value: unknown, path: Path, issues: Issue[]) {
    if (!this.isOne(value)) issues.push({ path, message: value === undefined ? 'Required' : `Expected ${this.type}` })
    return value as Output
  }
}

class ZodString extends Plain<string> {
  min(count: number) {
    return this.requiring((text) => text.length >= count, `At least ${count} characters`)
  }

  max(count: number) {
    return this.requiring((text) => text.length <= count, `At most ${count} characters`)
  }

  regex(pattern: RegExp) {
    return this.requiring((text) => pattern.test(text), `Does not match ${pattern}`)
  }

  uuid() {
    return this.requiring((text) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text), 'Not a UUID')
  }

  datetime(options: { offset: boolean }) {
    const zone = options.offset ? '(Z|[+-]\\d\\d:?\\d\\d)' : 'Z'
    const pattern = new RegExp(`^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?${zone}$`)
    return this.requiring((text) => pattern.test(text) && !Number.isNaN(Date.parse(text)), 'Not a time')
  }
}

class ZodNumber extends Plain<number> {
  int() {
    return this.requiring(Number.isInteger, 'Not a whole number')
  }

  gte(least: number) {
    return this.requiring((number) => number >= least, `At least ${least}`)
  }

  lte(most: number) {
    return this.requiring((number) => number <= most, `At most ${most}`)
  }
}

class ZodArray<Item extends ZodType> extends Conditional<Item['_output'][]> {
  constructor(private readonly item: Item) {
    super()
  }

  protected shape(value: unknown, path: Path, issues: Issue[]) {
    if (Array.isArray(value)) return value.map((one, index) => this.item.read(one, [...path, index], issues))
    issues.push({ path, message: 'Expected array' })
    return undefined
  }

  max(count: number) {
    return this.requiring((items) => items.length <= count, `At most ${count} items`)
  }
}

type Shape = { [name: string]: ZodType }
type Flat<Type> = Type extends unknown ? { [Key in keyof Type]: Type[Key] } : never
type OptionalNames<Members extends Shape> = {
  [Name in keyof Members]: undefined extends Members[Name]['_output'] ? Name : never
}[keyof Members]
type ObjectOutput<Members extends Shape> = Flat<
  { [Name in Exclude<keyof Members, OptionalNames<Members>>]: Members[Name]['_output'] } & {
    [Name in OptionalNames<Members>]?: Members[Name]['_output']
  }
>

class ZodObject<Members extends Shape> extends ZodType<ObjectOutput<Members>> {
  constructor(
    private readonly members: Members,
    private readonly isStrict = false,
  ) {
    super()
  }

  strict() {
    return new ZodObject(this.members, true)
  }

  partial() {
    const members = Object.entries(this.members).map(([name, schema]) => [name, schema.optional()])
    type Partials = { [Name in keyof Members]: ZodOptional<Members[Name]['_output'] | undefined> }
    return new ZodObject<Partials>(Object.fromEntries(members), this.isStrict)
  }

  read(value: unknown, path: Path, issues: Issue[]) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      issues.push({ path, message: 'Expected object' })
      return value
    }
    const output: { [name: string]: unknown } = {}
    for (const [name, schema] of Object.entries(this.members)) {
      const member = schema.read((value as { [name: string]: unknown })[name], [...path, name], issues)
      if (name in value) output[name] = member
    }
    const unknown = Object.keys(value).filter((name) => !(name in this.members))
    if (this.isStrict && unknown.length) issues.push({ path, message: `Unrecognized: ${unknown.join(', ')}` })
    return output
  }
}

class ZodRecord<Value extends ZodType> extends ZodType<{ [name: string]: Value['_output'] }> {
  constructor(private readonly value: Value) {
    super()
  }

  read(value: unknown, path: Path, issues: Issue[]) {
    if (typeof value !== 'object' || value === null) {
      issues.push({ path, message: 'Expected object' })
      return value
    }
    const members = Object.entries(value).map(([name, one]) => [name, this.value.read(one, [...path, name], issues)])
    return Object.fromEntries(members) as unknown
  }
}

class ZodUnion<Output> extends ZodType<Output> {
  constructor(private readonly schemas: readonly ZodType[]) {
    super()
  }

  read(value: unknown, path: Path, issues: Issue[]) {
    for (const schema of this.schemas) {
      const found: Issue[] = []
      const output = schema.read(value, path, found)
      if (!found.length) return output
    }
    issues.push({ path, message: 'Fits none of several' })
    return value
  }
}

export const string = () => new ZodString('string', (value) => typeof value === 'string')
export const number = () => new ZodNumber('number', (value) => typeof value === 'number' && !Number.isNaN(value))
export const boolean = (): ZodType<boolean> => new Plain<boolean>('boolean', (value) => typeof value === 'boolean')
export const unknown = (): ZodType<unknown> => new Plain<unknown>('anything', () => true)
export const literal = <Value extends string | number | boolean>(wanted: Value): ZodType<Value> =>
  new Plain<Value>(String(wanted), (value) => value === wanted)
export const array = <Item extends ZodType>(item: Item) => new ZodArray(item)
export const object = <Members extends Shape>(members: Members) => new ZodObject(members)
export const record = <Value extends ZodType>(value: Value) => new ZodRecord(value)
export const union = <Schemas extends readonly ZodType[]>(schemas: Schemas) => new ZodUnion<Schemas[number]['_output']>(schemas)

function enumeration<Value extends string>(values: readonly Value[]): ZodType<Value> {
  return new Plain<Value>(values.join(' or '), (value) => (values as readonly unknown[]).includes(value))
}
const nothing = (): ZodType<void> => new Plain<void>('nothing', (value) => value === undefined)
const nullValue = (): ZodType<null> => new Plain<null>('null', (value) => value === null)
type Output<Schema extends ZodType> = Schema['_output']

export { enumeration as enum, nothing as void, nullValue as null }
export type { Output as infer }
