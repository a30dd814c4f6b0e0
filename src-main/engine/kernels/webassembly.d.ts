/** The part of the WebAssembly interface that kernels/ uses: TypeScript knows it only together with the whole DOM. */
declare namespace WebAssembly {
  class Module {
    constructor(bytes: Uint8Array)
  }
  class Memory {
    constructor(size: { initial: number; maximum?: number; shared?: boolean })
    /** Of a shared memory it is a SharedArrayBuffer; arrays over either are used alike here. */
    readonly buffer: ArrayBuffer
  }
  class Instance {
    constructor(module: Module, imports: { env: { memory: Memory } })
    readonly exports: Record<string, unknown>
  }
}
