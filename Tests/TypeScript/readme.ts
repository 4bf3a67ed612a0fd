// What the examples of clients/typescript/README.md take for given; test_typescript.py puts it before them.
declare function show(...things: unknown[]): void
declare const form: { notes: string; name: string }
declare const email: string, password: string, id: string
