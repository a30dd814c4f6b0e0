/**
 * What a contract is made of: three kinds of call, each with its zod schemas. Client, server, preload and the tests'
 * fake are derived from an object of these (see rpc.ts); nothing else crosses a boundary.
 *
 * call   - input -> output, soon.
 * job    - input -> output after long work: sends progress, can be cancelled.
 * stream - input -> items until cancelled or ended, in batches with back-pressure.
 */
import type { z } from 'zod'

export interface Call<Input extends z.ZodType = z.ZodType, Output extends z.ZodType = z.ZodType> { kind: 'call'; input: Input; output: Output }
export interface Job<Input extends z.ZodType = z.ZodType, Output extends z.ZodType = z.ZodType> { kind: 'job'; input: Input; output: Output }
export interface Stream<Input extends z.ZodType = z.ZodType, Item extends z.ZodType = z.ZodType> { kind: 'stream'; input: Input; item: Item }
export type Endpoint = Call | Job | Stream
export type Contract = Record<string, Endpoint>

export const call = <I extends z.ZodType, O extends z.ZodType>(input: I, output: O): Call<I, O> => ({ kind: 'call', input, output })
export const job = <I extends z.ZodType, O extends z.ZodType>(input: I, output: O): Job<I, O> => ({ kind: 'job', input, output })
export const stream = <I extends z.ZodType, T extends z.ZodType>(input: I, item: T): Stream<I, T> => ({ kind: 'stream', input, item })

/** Names of the endpoints of one kind. */
export type NamesOf<C extends Contract, Kind extends Endpoint['kind']> = { [Name in keyof C & string]: C[Name]['kind'] extends Kind ? Name : never }[keyof C & string]
/** What a caller may pass: defaults not yet filled in. */
export type InputOf<E extends Endpoint> = z.input<E['input']>
/** What a handler receives: validated, defaults filled in. */
export type ParsedInputOf<E extends Endpoint> = z.output<E['input']>
export type OutputOf<E extends Endpoint> = E extends Call | Job ? z.output<E['output']> : never
export type ItemOf<E extends Endpoint> = E extends Stream ? z.output<E['item']> : never
