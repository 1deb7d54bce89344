import type { DType } from '../ir/value.js'

/** ONNX's TensorProto.DataType numbers. */
export const elementTypes: Record<DType, number> = { float32: 1, uint8: 2, int32: 6, int64: 7, bool: 9, float64: 11 }

export const dtypeOf = (elementType: number): DType | undefined =>
  (Object.keys(elementTypes) as DType[]).find((dtype) => elementTypes[dtype] === elementType)
