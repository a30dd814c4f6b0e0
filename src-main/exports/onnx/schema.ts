/**
 * The part of the ONNX file format that a recurrent model needs, as protocol buffers (field numbers: onnx.proto of
 * ONNX 1.10 and later, IR version 8). protobufjs reads and writes it; nothing is generated.
 */
import protobuf from 'protobufjs'

const source = `
syntax = "proto2";
message AttributeProto {
  optional string name = 1;
  optional float f = 2;
  optional int64 i = 3;
  optional bytes s = 4;
  repeated float floats = 7;
  repeated int64 ints = 8;
  repeated bytes strings = 9;
  optional int32 type = 20;
}
message NodeProto {
  repeated string input = 1;
  repeated string output = 2;
  optional string name = 3;
  optional string op_type = 4;
  repeated AttributeProto attribute = 5;
}
message TensorProto {
  repeated int64 dims = 1;
  optional int32 data_type = 2;
  optional string name = 8;
  optional bytes raw_data = 9;
}
message Dimension {
  optional int64 dim_value = 1;
  optional string dim_param = 2;
}
message TensorShapeProto { repeated Dimension dim = 1; }
message TensorType {
  optional int32 elem_type = 1;
  optional TensorShapeProto shape = 2;
}
message TypeProto { optional TensorType tensor_type = 1; }
message ValueInfoProto {
  optional string name = 1;
  optional TypeProto type = 2;
  optional string doc_string = 3;
}
message GraphProto {
  repeated NodeProto node = 1;
  optional string name = 2;
  repeated TensorProto initializer = 5;
  repeated ValueInfoProto input = 11;
  repeated ValueInfoProto output = 12;
}
message OperatorSetIdProto {
  optional string domain = 1;
  optional int64 version = 2;
}
message StringStringEntryProto {
  optional string key = 1;
  optional string value = 2;
}
message ModelProto {
  optional int64 ir_version = 1;
  optional string producer_name = 2;
  optional string producer_version = 3;
  optional GraphProto graph = 7;
  repeated OperatorSetIdProto opset_import = 8;
  repeated StringStringEntryProto metadata_props = 14;
}
`
const modelType = protobuf.parse(source, { keepCase: true }).root.lookupType('ModelProto')

/** Opset 17: the recurrent operators as revised in 14, understood by every current runtime. */
const operatorSet = 17
const irVersion = 8

/** Element types of TensorProto.DataType. */
export const elementTypes = { float: 1, int32: 6, int64: 7 } as const
/** AttributeProto.AttributeType by the field that holds the value. */
const attributeTypes = { f: 1, i: 2, s: 3, floats: 6, ints: 7, strings: 8 } as const

export type AttributeValue = { f: number } | { i: number } | { s: string } | { floats: number[] } | { ints: number[] } | { strings: string[] }

export interface Node {
  operation: string
  /** An empty name is an optional input left out. */
  inputs: string[]
  outputs: string[]
  attributes?: Record<string, AttributeValue>
}

export interface Initializer {
  name: string
  dims: number[]
  data: Float32Array | BigInt64Array
}

export interface ValueInfo {
  name: string
  type: keyof typeof elementTypes
  /** A string is a dimension known only at run time. */
  shape: (number | string)[]
}

export interface Graph {
  name: string
  nodes: Node[]
  initializers: Initializer[]
  inputs: ValueInfo[]
  outputs: ValueInfo[]
}

/** The bytes of an .onnx file. `metadata` travels inside the file as key and value. */
export function encodeModel(graph: Graph, metadata: Record<string, string>): Uint8Array {
  const message = {
    ir_version: irVersion,
    producer_name: 'seqbench',
    producer_version: '1',
    graph: {
      name: graph.name,
      node: graph.nodes.map((node, index) => ({
        name: `${node.operation}_${index}`,
        op_type: node.operation,
        input: node.inputs,
        output: node.outputs,
        attribute: Object.entries(node.attributes ?? {}).map(([name, value]) => encodeAttribute(name, value)),
      })),
      initializer: graph.initializers.map(({ name, dims, data }) => ({
        name,
        dims,
        data_type: data instanceof Float32Array ? elementTypes.float : elementTypes.int64,
        raw_data: new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
      })),
      input: graph.inputs.map(encodeValueInfo),
      output: graph.outputs.map(encodeValueInfo),
    },
    opset_import: [{ domain: '', version: operatorSet }],
    metadata_props: Object.entries(metadata).map(([key, value]) => ({ key, value })),
  }
  return modelType.encode(modelType.fromObject(message)).finish()
}

function encodeAttribute(name: string, value: AttributeValue): object {
  const field = Object.keys(value)[0] as keyof typeof attributeTypes
  const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
  if ('s' in value) return { name, type: attributeTypes.s, s: bytes(value.s) }
  if ('strings' in value) return { name, type: attributeTypes.strings, strings: value.strings.map(bytes) }
  return { name, type: attributeTypes[field], ...value }
}

function encodeValueInfo({ name, type, shape }: ValueInfo): object {
  const dim = shape.map((size) => (typeof size === 'string' ? { dim_param: size } : { dim_value: size }))
  return { name, type: { tensor_type: { elem_type: elementTypes[type], shape: { dim } } } }
}
