/** The part of the WebAssembly interface that the kernels and the decoder of videos use: TypeScript knows it only together with the whole DOM. */
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
    constructor(module: Module, imports: Record<string, object>)
    readonly exports: Record<string, unknown>
  }
}
